import { expect, test } from 'vitest';
import { betterDirection } from '../../../shared/metric-names.ts';
import type { Run } from '../../../shared/run.ts';
import { type TableQuery, tableRows } from '../../../web/run-list/run-table.ts';
import { Selection } from '../../../web/run-list/selection.svelte.ts';
import { commonLossKey, scoreIn } from '../../../web/runs/run-facts.ts';
import { aRun, aSummary } from '../support/fakes.ts';

const RUNS = [
  aRun({
    id: 'a',
    name: 'run-10',
    summary: { 'val/loss': aSummary(0.5, 0.4) },
    createdAt: '2026-01-01T00:00:00Z',
    config: { optimizer: { name: 'adam' } },
  }),
  aRun({
    id: 'b',
    name: 'run-9',
    summary: { 'train/loss': aSummary(0.2, 0.1) },
    createdAt: '2026-01-02T00:00:00Z',
    state: 'finished',
    tags: ['wide'],
  }),
  aRun({ id: 'c', name: 'other', createdAt: '2026-01-03T00:00:00Z', project: 'toys', config: { optimizer: 'Adam' } }),
];
const ALL: TableQuery = { text: '', state: '', project: '', sort: 'created', order: 'desc', lossKey: 'val/loss' };
const GOALS = { of: (_: string, metric: string) => betterDirection(metric) };
const ids = (query: Partial<TableQuery>) =>
  tableRows(RUNS, { ...ALL, ...query }, GOALS, 0)
    .map(({ run }) => run.id)
    .join('');

test.each<[Partial<TableQuery>, string]>([
  [{}, 'cba'],
  [{ sort: 'created', order: 'asc' }, 'abc'],
  [{ sort: 'name', order: 'asc' }, 'cba'],
  [{ sort: 'best', order: 'asc' }, 'acb'],
  [{ sort: 'best', order: 'desc' }, 'acb'],
  [{ sort: 'last', order: 'asc', lossKey: 'train/loss' }, 'bca'],
  [{ text: 'ADAM' }, 'ca'],
  [{ text: 'adam run-10' }, 'a'],
  [{ text: 'wide' }, 'b'],
  [{ state: 'finished' }, 'b'],
  [{ project: 'toys' }, 'c'],
  [{ text: 'nothing' }, ''],
])('%j gives %s', (query, expected) => {
  expect(ids(query)).toBe(expected);
});

test('a column of the loss shows one series for all runs, and nothing for a run that has another', () => {
  expect(commonLossKey([...RUNS, ...RUNS.slice(0, 1)])).toBe('val/loss');
  expect(commonLossKey(RUNS.slice(1))).toBe('train/loss');
  expect(commonLossKey(RUNS.slice(2))).toBe(null);
  const rows = tableRows(RUNS, { ...ALL, sort: 'name', order: 'desc' }, GOALS, 0);
  expect(rows.map(({ loss }) => [loss.last, loss.best])).toEqual([
    [0.5, 0.4],
    [null, null],
    [null, null],
  ]);
});

test('no value is the best of a series of which it is not known which values are better', () => {
  const [run] = RUNS.map((each) => ({ ...each, summary: { Genauigkeit: aSummary(0.5, 0.4) } }));
  expect(scoreIn(run as Run, 'Genauigkeit', undefined)).toEqual({ last: 0.5, best: null, bestStep: null });
  expect(scoreIn(run as Run, 'Genauigkeit', 'higher').best).toBe(0.5);
});

test('a range reaches from the last row ticked alone to the one clicked, in the order shown', () => {
  const selection = new Selection();
  selection.toggle('b');
  selection.extend('d', ['a', 'b', 'c', 'd']);
  expect([...selection.ids]).toEqual(['b', 'c', 'd']);

  selection.toggle('c');
  selection.extend('a', ['a', 'b', 'c', 'd']);
  expect([...selection.ids].sort()).toEqual(['a', 'b', 'c', 'd']);
});

test('a range from a row that is no longer shown is that row alone', () => {
  const selection = new Selection();
  selection.toggle('gone');
  selection.extend('b', ['a', 'b']);

  expect([...selection.ids]).toEqual(['gone', 'b']);
});
