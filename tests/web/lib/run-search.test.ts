import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { columnLabel, columnNames, columnValue } from '../../../web/lib/run-columns.ts';
import { filterProblem, isFilter, RunFilter } from '../../../web/lib/run-filter.svelte.ts';
import { aRun, aSummary } from '../support/fakes.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test.each([
  ['adam mnist', false],
  ['state = failed', true],
  ['tag:x', true],
])('%j is a filter rather than words: %s', (text, expected) => {
  expect(isFilter(text)).toBe(expected);
});

test.each([
  ['state = failed and', 18],
  ['nosuch = 1', 0],
  ['name = "open', 7],
])('the fault of %j is at character %i', (text, at) => {
  expect(filterProblem(text)?.at).toBe(at);
});

test('the server says which runs a filter keeps, over all its pages, once the typing settles', async () => {
  const asked: Record<string, string>[] = [];
  const filter = new RunFilter({
    runs: async (query) => {
      asked.push(query);
      return query.cursor
        ? { runs: [aRun({ id: 'b' })], nextCursor: null, total: 2 }
        : { runs: [aRun({ id: 'a' })], nextCursor: 'next', total: 2 };
    },
  });
  filter.show('seed =');
  expect(filter.problem).not.toBe(null);
  filter.show('seed = 1');
  filter.show('seed = 12');
  await vi.runAllTimersAsync();

  expect(asked.map(({ where, cursor }) => [where, cursor])).toEqual([
    ['seed = 12', undefined],
    ['seed = 12', 'next'],
  ]);
  expect(filter.kept).toEqual(new Set(['a', 'b']));
  expect(filter.problem).toBe(null);

  filter.show('words');
  expect(filter.kept).toBe(null);
});

test('a filter over metrics is asked again, since they reach it late, until it is closed', async () => {
  let asked = 0;
  const filter = new RunFilter({
    runs: async () => {
      asked += 1;
      return { runs: asked > 1 ? [aRun({ id: 'late' })] : [], nextCursor: null, total: 0 };
    },
  });
  filter.show('summary.loss.min < 1');
  await vi.advanceTimersByTimeAsync(300);
  expect([asked, filter.kept?.size]).toEqual([1, 0]);
  await vi.advanceTimersByTimeAsync(3000);
  expect([asked, filter.kept?.size]).toEqual([2, 1]);
  filter.close();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(asked).toBe(2);
});

test('settings and metrics are columns by the names that the filter uses', () => {
  const run = aRun({
    config: { optimizer: { name: 'adam', rate: 0.1 }, on: true },
    summary: { 'a.b': aSummary(2, 1) },
  });

  expect(columnNames([run]).slice(0, 4)).toEqual([
    'config.on',
    'config.optimizer.name',
    'config.optimizer.rate',
    'summary.a.b.last',
  ]);
  expect(
    ['config.optimizer.rate', 'config.on', 'config.nothing', 'summary.a.b.min', 'summary.c.min'].map((name) =>
      columnValue(run, name),
    ),
  ).toEqual([0.1, 'true', null, 1, null]);
  expect(['config.a.b', 'summary.val/loss.last', 'summary.val/loss.min'].map(columnLabel)).toEqual([
    'a.b',
    'val/loss',
    'val/loss.min',
  ]);
});
