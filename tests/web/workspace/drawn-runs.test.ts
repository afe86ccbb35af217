import { expect, test } from 'vitest';
import { drawnIds, MOST_DRAWN, USUALLY_DRAWN, withOnly, withShown } from '../../../web/workspace/drawn-runs.ts';

const IDS = Array.from({ length: 150 }, (_, index) => `r${index}`);
const NEWEST = IDS.slice(0, USUALLY_DRAWN);

test('the newest are drawn, more of them on request or where groups are one line each, and never more than can be read', () => {
  expect(drawnIds(IDS, {})).toEqual(NEWEST);
  expect(drawnIds(IDS, { newest: 3 })).toEqual(['r0', 'r1', 'r2']);
  expect(drawnIds(IDS, { grouping: { by: ['optimizer'] } })).toHaveLength(MOST_DRAWN);
  expect(drawnIds(IDS, { shown: IDS })).toHaveLength(MOST_DRAWN);
});

test('a run that is hidden makes no room for another, and comes back where it was', () => {
  const hidden = withShown(IDS, {}, ['r1'], false);
  expect(hidden).toEqual({ hidden: ['r1'] });
  expect(drawnIds(IDS, { hidden: ['r1'] })).toEqual(NEWEST.filter((id) => id !== 'r1'));
  expect(withShown(IDS, { hidden: ['r1'] }, ['r1'], true)).toEqual({ hidden: undefined });
});

test('an older run that is shown joins those that are drawn, which are then the choice of the reader', () => {
  const change = withShown(IDS, { hidden: ['r1'] }, ['r70'], true);
  expect(change).toEqual({ hidden: undefined, shown: [...NEWEST.filter((id) => id !== 'r1'), 'r70'] });
  expect(withShown(IDS, { shown: ['r1', 'r70'] }, ['r70'], false)).toEqual({ shown: ['r1'] });
});

test('only one run, and all the usual ones again', () => {
  expect(withOnly(IDS, {}, ['r5'])).toEqual({ hidden: undefined, shown: ['r5'] });
  expect(withOnly(IDS, { shown: ['r5'] }, ['r5'])).toEqual({ hidden: undefined, shown: undefined });
});

test('a choice keeps to what the filter finds', () => {
  expect(drawnIds(['r5', 'r9'], { shown: ['r9', 'r70'] })).toEqual(['r9']);
});
