import { expect, test } from 'vitest';
import { metricKeys, usualKeys } from '../../../web/compare/comparison.ts';
import { aRun, aSummary } from '../support/fakes.ts';

test('metrics begin with what matters, and leave the machine out until it is asked for', () => {
  const keys = metricKeys([
    aRun({ summary: { 'system/cpu': aSummary(1), mine: aSummary(1), 'val/loss': aSummary(1) } }),
  ]);
  expect(keys).toEqual(['val/loss', 'mine', 'system/cpu']);
  expect(usualKeys(keys)).toEqual(['val/loss', 'mine']);
});
