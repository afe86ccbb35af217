import { expect, test, vi } from 'vitest';
import { HistogramRuns } from '../../../web/compare/histogram-runs.svelte.ts';
import { aRun, settled } from '../support/fakes.ts';

test('a run trained here has histograms unless its settings say none, a script is asked once', async () => {
  const api = { histogramKeys: vi.fn(async (id: string) => ({ keys: id === 'with' ? [{ key: 'w' }] : [], rev: 1 })) };
  const trained = aRun({ id: 'trained', kind: 'training', config: { histogramEvery: 20 } });
  const without = aRun({ id: 'without', kind: 'training', config: { histogramEvery: 0 } });
  const scripts = ['with', 'none'].map((id) => aRun({ id, kind: 'remote' }));
  const all = [trained, without, ...scripts];
  const histograms = new HistogramRuns(api as never);

  histograms.read(all);
  histograms.read(all);
  expect(all.map((run) => histograms.has(run))).toEqual([true, false, false, false]);
  await settled();
  expect(all.map((run) => histograms.has(run))).toEqual([true, false, true, false]);
  expect(api.histogramKeys.mock.calls).toEqual([['with'], ['none']]);
});
