import type { Command } from '../../core/commands.svelte.ts';
import { decideSettings } from '../chart-settings.ts';
import type { ChartView } from '../chart-view.svelte.ts';

const Y_SCALES = [
  ['auto', 'as the values ask for'],
  ['linear', 'linear'],
  ['log', 'logarithmic'],
] as const;

/** How all charts of a page are scaled and smoothed, for the palette: what they are already is not offered. */
export function scaleCommands(view: Pick<ChartView, 'update' | 'settings'>): Command[] {
  const { y, logX, robust, smoothing, smoother } = decideSettings(view.settings);
  const entry = (title: string, words: string, run: () => void): Command => ({ title, group: 'Charts', words, run });
  return [
    ...Y_SCALES.filter(([scale]) => scale !== y).map(([scale, text]) =>
      entry(`y axis: ${text}`, 'log scale', () => view.update({ y: scale })),
    ),
    entry(logX ? 'x axis: linear' : 'x axis: logarithmic', 'log scale', () => view.update({ logX: !logX })),
    entry(robust ? 'Show outliers' : 'Ignore outliers', 'range spikes', () =>
      view.update({ outliers: robust ? undefined : 'left-out' }),
    ),
    smoothing > 0 || smoother
      ? entry('No smoothing', 'raw values', () => view.update({ smoothing: 0, smoother: undefined }))
      : entry('Smooth as usual', 'moving average', () => view.update({ smoothing: undefined, smoother: undefined })),
  ];
}
