import { expect, test } from 'vitest';
import { killServer } from './kill-server.ts';

const KILLS = 15;

test(`every acknowledged point is there once after ${KILLS} kills amid the writing of four scripts`, async () => {
  const report = await killServer(KILLS);
  expect(report.acknowledged).toBeGreaterThan(0);
  expect(report).toMatchObject({
    stored: report.acknowledged,
    lost: 0,
    duplicated: 0,
    wrong: 0,
    integrity: 'ok',
    exitCode: 0,
  });
}, 300_000);
