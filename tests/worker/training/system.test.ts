import { expect, test } from 'vitest';
import { createSystemMonitor } from '../../../worker/training/system.ts';

test('a reading comes at once, for the shortest of runs, again soon after, then every two seconds', () => {
  let time = 1000;
  const monitor = createSystemMonitor(() => time);
  const readAt: number[] = [];
  for (; time <= 7000; time += 100) if (monitor.read()) readAt.push(time);
  expect(readAt).toEqual([1000, 1200, 3200, 5200]);
});

test('CPU is a share of one core since the last reading, memory what the process holds', () => {
  let time = 0;
  const monitor = createSystemMonitor(() => time);
  const before = process.cpuUsage();
  while (process.cpuUsage(before).user < 50_000) Math.sqrt(before.user);
  time = 1000;
  const reading = monitor.read();
  expect(reading?.cpuPercent).toBeGreaterThanOrEqual(5);
  expect(reading?.memoryMb).toBeCloseTo(process.memoryUsage.rss() / 2 ** 20, -2);
});
