import { expect, test, vi } from 'vitest';
import { FirstNonFinite } from '../../../web/run-page/first-non-finite.svelte.ts';
import { aRun, aSummary } from '../support/fakes.ts';

const run = (nonFinite: Record<string, number>) =>
  aRun({
    summary: Object.fromEntries(
      Object.entries(nonFinite).map(([key, count]) => [key, { ...aSummary(1), nonFinite: count }]),
    ),
  });
const steps: Record<string, number> = { 'train/loss': 900, 'val/loss': 1000 };
const anApi = () => ({
  nonFinite: vi.fn(async (_: string, key: string) => ({
    step: [steps[key] ?? 1],
    time: [0],
    value: ['NaN' as const],
    rev: 1,
  })),
});

test('the earliest step of all metrics with values that are not finite is found, each metric read once', async () => {
  const api = anApi();
  const first = new FirstNonFinite(api);
  await first.read(run({ 'train/loss': 0, 'val/loss': 0 }));
  expect([first.found, api.nonFinite.mock.calls.length]).toEqual([null, 0]);
  await first.read(run({ 'train/loss': 3, 'val/loss': 1 }));
  expect(first.found).toEqual({ key: 'train/loss', step: 900, value: Number.NaN });
  await first.read(run({ 'train/loss': 4, 'val/loss': 2 }));
  expect(api.nonFinite).toHaveBeenCalledTimes(2);
});

test('what could not be read is read with the next change of the run', async () => {
  const api = anApi();
  api.nonFinite.mockRejectedValueOnce(new Error('away'));
  const first = new FirstNonFinite(api);
  await first.read(run({ 'train/loss': 1 }));
  expect(first.found).toBe(null);
  await first.read(run({ 'train/loss': 1 }));
  expect(first.found?.step).toBe(900);
});
