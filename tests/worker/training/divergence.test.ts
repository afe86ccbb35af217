import { expect, test } from 'vitest';
import type { Batch } from '../../../shared/ingest.ts';
import { train } from '../support.ts';

const eventsOf = (batches: Batch[]) => batches.flatMap(({ events = [] }) => events);

test('a loss that is not finite is marked and ends the run as diverged, its curve kept', () => {
  const { outcome, batches, series } = train({
    dataset: { name: 'line' },
    optimizer: { name: 'sgd', learningRate: 1e6 },
    network: { hidden: [8] },
  });
  expect(outcome).toMatchObject({ state: 'failed', reason: { code: 'diverged' } });
  expect(batches.flatMap((batch) => batch.events ?? [])).toMatchObject([{ kind: 'alert' }, { kind: 'nan' }]);
  expect(Number.isFinite(series['train/loss'].at(-1))).toBe(false);
  expect(series['train/loss'].slice(0, -1).every(Number.isFinite)).toBe(true);
});

test('a run that ends with its loss grown out of all proportion has diverged, though every number is finite', () => {
  const { outcome, batches, series } = train({
    dataset: { name: 'line' },
    optimizer: { name: 'adagrad', learningRate: 1e6 },
    network: { hidden: [8] },
    length: { unit: 'steps', count: 30 },
  });
  const [first, last] = [series['train/loss'][0], series['train/loss'][29]];
  expect(series['train/loss'].every(Number.isFinite)).toBe(true);
  expect(last).toBeGreaterThan(1e4 * Math.max(1, first));
  const reason = {
    code: 'diverged',
    message: expect.stringMatching(/after the last step, 30: since step 2 it has been/),
  };
  expect(outcome).toEqual({ state: 'failed', reason });
  expect(eventsOf(batches)).toMatchObject([{ kind: 'alert', step: 2, text: expect.stringContaining('diverges') }]);
  expect(series['test/loss']).toHaveLength(1); // tested all the same
});

test('a run that is to go on through it is marked and finishes', () => {
  const { outcome, batches } = train({
    dataset: { name: 'line' },
    optimizer: { name: 'adagrad', learningRate: 1e6 },
    onNonFinite: 'continue',
    length: { unit: 'steps', count: 30 },
  });
  expect(outcome).toEqual({ state: 'finished' });
  expect(eventsOf(batches)).toMatchObject([{ kind: 'alert' }]);
});

test('a last update that leaves a network without finite outputs makes the run diverged', () => {
  const { outcome, series } = train({
    dataset: { name: 'line' },
    optimizer: { name: 'sgd', learningRate: 1e9 },
    network: { hidden: [32, 32, 32] },
    length: { unit: 'steps', count: 1 },
  });
  expect(series['train/loss'].every(Number.isFinite)).toBe(true);
  expect(Number.isFinite(series['test/loss'][0])).toBe(false);
  expect(outcome).toMatchObject({ state: 'failed', reason: { code: 'diverged', message: /test loss is/ } });
});

test('a run that is to go on through a loss that is not finite marks it once and finishes', () => {
  const { outcome, batches, series } = train({
    dataset: { name: 'line' },
    optimizer: { name: 'sgd', learningRate: 1e6 },
    network: { hidden: [8] },
    onNonFinite: 'continue',
    length: { unit: 'steps', count: 50 },
  });
  expect(outcome).toEqual({ state: 'finished' });
  expect(batches.flatMap((batch) => batch.events ?? []).filter(({ kind }) => kind === 'nan')).toHaveLength(1);
  expect(series['train/loss']).toHaveLength(50);
});
