import { expect, test } from 'vitest';
import { SUMMARY_SERIES } from '../../../shared/run.ts';
import { metricKeys } from '../../../web/compare/comparison.ts';
import { FurtherKeys } from '../../../web/runs/further-keys.svelte.ts';
import { aRun, aSummary, settled } from '../support/fakes.ts';

test('a run of more metrics than its summary holds is asked for them, once', async () => {
  const asked: string[] = [];
  const further = new FurtherKeys({
    series: async (id) => {
      asked.push(id);
      return { series: { 'last/of/all': aSummary(1) }, rev: 1 };
    },
  });
  const many = Object.fromEntries(Array.from({ length: SUMMARY_SERIES }, (_, index) => [`k${index}`, aSummary(1)]));
  const runs = [aRun({ id: 'wide', summary: many }), aRun({ id: 'narrow', summary: { loss: aSummary(1) } })];
  further.read(runs);
  further.read(runs);
  await settled();

  expect(asked).toEqual(['wide']);
  expect(metricKeys(runs, further.of(runs))).toContain('last/of/all');
});
