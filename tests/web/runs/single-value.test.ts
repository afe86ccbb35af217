import { expect, test } from 'vitest';
import { isSingleValue } from '../../../web/runs/single-value.ts';
import { aRun, aSummary } from '../support/fakes.ts';

const run = (state: 'running' | 'finished', count: number) =>
  aRun({ state, summary: { 'test/loss': { ...aSummary(0.1), count } } });
const other = aRun({ state: 'running', summary: {} });

test('a metric is a single value when every run that has it ended with one point of it', () => {
  expect(isSingleValue([run('finished', 1), run('finished', 1), other], 'test/loss')).toBe(true);
  expect(isSingleValue([run('finished', 1), run('finished', 2)], 'test/loss')).toBe(false);
  expect(isSingleValue([run('finished', 1), run('running', 1)], 'test/loss')).toBe(false);
  expect(isSingleValue([other], 'test/loss')).toBe(false);
});
