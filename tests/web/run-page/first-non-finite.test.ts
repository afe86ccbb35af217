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
  expect([first.found, api.nonFinite.mock.calls.length]).toEqual([[], 0]);
  await first.read(run({ 'train/loss': 3, 'val/loss': 1 }));
  expect(first.found).toEqual([{ key: 'train/loss', step: 900, value: Number.NaN }]);
  await first.read(run({ 'train/loss': 4, 'val/loss': 2 }));
  expect(api.nonFinite).toHaveBeenCalledTimes(2);
});

test('what could not be read is read with the next change of the run', async () => {
  const api = anApi();
  api.nonFinite.mockRejectedValueOnce(new Error('away'));
  const first = new FirstNonFinite(api);
  await first.read(run({ 'train/loss': 1 }));
  expect(first.found).toEqual([]);
  await first.read(run({ 'train/loss': 1 }));
  expect(first.found[0]?.step).toBe(900);
});

test('where an infinity came first, the first NaN is named too', async () => {
  const api = {
    nonFinite: vi.fn(async () => ({
      step: [3, 5, 9, 10],
      time: [],
      value: ['Infinity', '-Infinity', 'NaN', 'NaN'] as ('NaN' | 'Infinity' | '-Infinity')[],
      rev: 1,
    })),
  };
  const first = new FirstNonFinite(api);
  await first.read(run({ 'train/loss': 4 }));
  expect(first.found.map(({ step, value }) => [step, value])).toEqual([
    [3, Number.POSITIVE_INFINITY],
    [9, Number.NaN],
  ]);
});
