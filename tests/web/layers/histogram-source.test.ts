import { expect, test, vi } from 'vitest';
import type { RunListener } from '../../../web/api/live-feed.svelte.ts';
import { HistogramSource } from '../../../web/layers/histogram-source.svelte.ts';
import { settled } from '../support/fakes.ts';

const at = (step: number, count: number) => ({ step, time: step, edges: [0, 1], counts: [count] });

test('histograms of one key are read, then grow in order of step, the last write of a step winning', async () => {
  const listeners: RunListener[] = [];
  const watch = (listener: RunListener) => {
    listeners.push(listener);
    return () => {};
  };
  const held = { ...at(5, 1), edges: Float64Array.of(0, 1), counts: Float64Array.of(1) };
  const load = vi.fn(async () => ({ kind: 'histograms', rev: 7, series: [{ key: 'w', histograms: [held] }] }));
  const source = new HistogramSource({ loader: { load: load as never }, feed: { watch, refresh: vi.fn() } });
  source.show({ kind: 'histograms', run: 'r', keys: ['w'] });
  await settled();
  expect(source.histograms).toEqual([at(5, 1)]);
  expect(listeners[0]?.wants()).toEqual({ after: 7, series: [], logs: false, histograms: true });

  const histograms = [
    { key: 'w', ...at(5, 2) },
    { key: 'other', ...at(6, 3) },
    { key: 'w', ...at(4, 4) },
  ];
  listeners[0]?.onCommits([{ rev: 8, histograms }], 9);

  expect(source.histograms.map(({ step, counts }) => [step, counts])).toEqual([
    [4, [4]],
    [5, [2]],
  ]);
  expect(listeners[0]?.wants()).toMatchObject({ after: 9 });
  source.pause();
});
