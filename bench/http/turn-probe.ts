/**
 * Loaded into a server before its own code: writes down, line by line, how much processor time its main thread took from one
 * turn of the event loop to the next, and when. What others wait for beside that is the machine: other threads on its cores,
 * and its disk.
 */
import { appendFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

const LEAST_MS = 10;
const file = process.env.BENCH_TURNS;
let used = cpuMs();

function cpuMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

function turn(): void {
  const taken = cpuMs() - used;
  if (taken > LEAST_MS) appendFileSync(file as string, `${Date.now()} ${taken}\n`);
  used = cpuMs();
  setTimeout(turn, 1).unref();
}

if (isMainThread && file) setTimeout(turn, 1).unref();
