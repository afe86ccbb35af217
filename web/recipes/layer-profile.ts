import { type LayerStatistic, parseLayerKey } from '../../shared/layer-metrics.ts';
import { orderLayers } from '../layers/layer-charts.ts';
import { placeOf } from '../layers/steps.ts';

/** The points of one series of one run. */
export interface LayerSeries {
  run: string;
  key: string;
  steps: readonly number[];
  values: readonly number[];
}

/** A statistic of each layer of a run at one step, from the first layer to the last. */
export interface LayerProfile {
  run: string;
  values: (number | null)[];
}

/** The layers that have a statistic, first to last, without parts within a layer. */
export function layersWith(keys: readonly string[], statistic: LayerStatistic): string[] {
  const own = keys.filter((key) => parseLayerKey(key)?.statistic === statistic);
  return orderLayers(own, []);
}

/** The statistic of each run's layers at the step, or at the next one that was measured. */
export function profilesAt(
  series: readonly LayerSeries[],
  {
    runs,
    layers,
    statistic,
    step,
  }: { runs: readonly string[]; layers: readonly string[]; statistic: LayerStatistic; step: number },
): LayerProfile[] {
  const byPlace = new Map(series.map((each) => [`${each.run}\n${each.key}`, each]));
  const keyOf = new Map(
    series.flatMap(({ key }) => {
      const parsed = parseLayerKey(key);
      return parsed?.statistic === statistic ? [[parsed.layer, key] as const] : [];
    }),
  );
  return runs.map((run) => ({
    run,
    values: layers.map((layer) => {
      const found = byPlace.get(`${run}\n${keyOf.get(layer)}`);
      const value = found?.values[placeOf(found.steps, step)];
      return value !== undefined && Number.isFinite(value) ? value : null;
    }),
  }));
}
