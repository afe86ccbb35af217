import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { parseRunFilter } from '../../../shared/run-filter.ts';
import type { RunPage } from '../../../shared/run-list.ts';
import { columnLabel, columnNames, columnValue } from '../../../web/runs/run-columns.ts';
import { filterOfWords, filterProblem, isFilter } from '../../../web/runs/run-filter.ts';
import { type ListQuery, RunSearch } from '../../../web/runs/run-search.svelte.ts';
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

/** A search that is answered by `answer`, with what was asked and what came of it. */
function aSearch(answer: (query: ListQuery) => RunPage, isGrowing?: () => boolean) {
  const asked: ListQuery[] = [];
  const held: string[] = [];
  const runs = async (query: ListQuery) => {
    asked.push(query);
    return answer(query);
  };
  return {
    asked,
    held,
    search: new RunSearch({ runs }, (found) => held.push(...found.map(({ id }) => id)), isGrowing),
  };
}

const pageOf = (ids: string[], total: number, nextCursor: string | null = null) => ({
  runs: ids.map((id) => aRun({ id })),
  total,
  nextCursor,
});

test('the runs that match are read page by page, once the typing settles', async () => {
  const { search, asked, held } = aSearch(({ cursor }) => (cursor ? pageOf(['b'], 2) : pageOf(['a'], 2, 'next')));
  search.refuse({ message: 'a value is missing', at: 6 });
  expect(search.problem?.at).toBe(6);
  search.search({ where: 'seed = 1' });
  search.search({ where: 'seed = 12' });
  await vi.runAllTimersAsync();

  expect(asked.map(({ where, cursor }) => [where, cursor])).toEqual([
    ['seed = 12', undefined],
    ['seed = 12', 'next'],
  ]);
  expect(search.found).toEqual({ ids: new Set(['a', 'b']), total: 2 });
  expect([held, search.problem]).toEqual([['a', 'b'], null]);

  search.search(null);
  expect(search.found).toBe(null);
});

test('of a hundred thousand runs the first two thousand are read, and the rest are counted', async () => {
  const thousand = () => Array.from({ length: 1000 }, () => crypto.randomUUID());
  const { search, asked } = aSearch(() => pageOf(thousand(), 100_000, 'next'));
  search.search({ sort: 'name' });
  await vi.runAllTimersAsync();

  expect([asked.length, search.found?.ids.size, search.found?.total]).toEqual([2, 2000, 100_000]);
});

test('a filter over metrics is asked again, since they reach it late, until it is closed', async () => {
  const { search, asked } = aSearch(() => pageOf(asked.length > 1 ? ['late'] : [], 0));
  search.search({ where: 'summary.loss.min < 1' });
  await vi.advanceTimersByTimeAsync(300);
  expect([asked.length, search.found?.ids.size]).toEqual([1, 0]);
  await vi.advanceTimersByTimeAsync(3000);
  expect([asked.length, search.found?.ids.size]).toEqual([2, 1]);
  search.close();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(asked.length).toBe(2);
});

test('words become a filter that finds each of them anywhere, quotes and all', () => {
  expect(filterOfWords(' ')).toBe('');
  const tree = parseRunFilter(filterOfWords('Adam "2'));
  expect(tree).toMatchObject({ type: 'and', parts: [{ type: 'or' }, { type: 'or' }] });
  expect(JSON.stringify(tree)).toContain('"value":"adam"');
  expect(JSON.stringify(tree)).toContain('"value":"\\"2"');
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

test('a search by a summary is sent once more where every run has ended, and again and again while one logs', async () => {
  let isGrowing = false;
  const { asked, search } = aSearch(
    () => pageOf(['a'], 1),
    () => isGrowing,
  );
  search.search({ where: 'summary.loss.min < 1' });
  await vi.advanceTimersByTimeAsync(60_000);
  expect(asked).toHaveLength(2);

  isGrowing = true;
  search.search({ where: 'summary.loss.min < 2' });
  await vi.advanceTimersByTimeAsync(10_000);
  expect(asked.length).toBeGreaterThanOrEqual(5);
});
