import type { Command } from '../../core/commands.svelte.ts';
import type { ChartView } from '../chart-view.svelte.ts';
import { xAxisMetrics } from './x-axis-choices.ts';

const AXES = [
  ['step', 'Step'],
  ['relative', 'Relative time'],
  ['time', 'Wall time'],
] as const;

/** What the x axis of all charts of a page can be, for the palette. */
export function xAxisCommands(view: Pick<ChartView, 'update'>, metrics: readonly string[]): Command[] {
  const entry = (label: string, run: () => void): Command => ({ title: `x axis: ${label}`, group: 'Charts', run });
  return [
    ...AXES.map(([x, label]) => entry(label, () => view.update({ x, xMetric: undefined }))),
    ...xAxisMetrics(metrics).map((key) => entry(key, () => view.update({ x: undefined, xMetric: key }))),
  ];
}
