import { parseLayerKey } from '../../shared/layer-metrics.ts';
import type { MeasuredLayer } from '../../shared/training/layer-verdicts.ts';
import type { SeriesLine } from '../charts/series-line.ts';
import { orderLayers } from './layer-charts.ts';

/** What lines of layer metrics measured, layer by layer in the order of computing. */
export function measuredLayers(
  lines: readonly Pick<SeriesLine, 'key' | 'columns'>[],
  known: readonly string[],
): MeasuredLayer[] {
  const byLayer = new Map<string, MeasuredLayer>();
  for (const { key, columns } of lines) {
    const { layer, statistic } = parseLayerKey(key) ?? { layer: '', statistic: null };
    if (!statistic) continue;
    const measured = byLayer.get(layer) ?? { layer, statistics: {} };
    measured.statistics[statistic] = { steps: columns.step, values: columns.mean };
    byLayer.set(layer, measured);
  }
  return orderLayers(
    lines.map(({ key }) => key),
    known,
  ).flatMap((layer) => byLayer.get(layer) ?? []);
}
