import { expect, test } from 'vitest';
import { raceLink } from '../../../web/runs/race-link.ts';
import { aRun } from '../support/fakes.ts';

test('runs of one project race on its page; fewer than two, or of several projects, do not', () => {
  const [a, b] = [aRun({ id: 'a', project: 'p/q' }), aRun({ id: 'b', project: 'p/q' })];
  expect(raceLink([a, b])).toBe('/projects/p%2Fq/race?runs=a%2Cb');
  expect(raceLink([a])).toBe(null);
  expect(raceLink([a, aRun({ id: 'c', project: 'other' })])).toBe(null);
});
