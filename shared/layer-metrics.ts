/**
 * What a training run measures in each layer: `layers/…` of its weights, with gradients before they are clipped,
 * `activations/…` of what it hands on, after its normalization and activation. `zero` is a share of outputs, `dead` of
 * units that are 0 for every example of the one batch it is measured on.
 */
export const LAYER_STATISTICS = {
  grad_norm: 'layers',
  update_ratio: 'layers',
  mean: 'activations',
  std: 'activations',
  zero: 'activations',
  dead: 'activations',
  saturated: 'activations',
} as const;
export type LayerStatistic = keyof typeof LAYER_STATISTICS;

/** Names that runs of earlier versions hold; they are read, and no longer written. */
const FORMER_NAMES: ReadonlyMap<string, LayerStatistic> = new Map([['gradient_norm', 'grad_norm']]);
const LAYER_KEY = /^(layers|activations)\/(.+)\/([^/]+)$/;

/** The metric key of a statistic of a layer. */
export function layerKey(layer: string, statistic: LayerStatistic): string {
  return `${LAYER_STATISTICS[statistic]}/${layer}/${statistic}`;
}

/** The layer and the statistic of a metric key; null for a key of another kind. `statistic` is null when unknown. */
export function parseLayerKey(key: string): { layer: string; statistic: LayerStatistic | null } | null {
  const [, prefix = '', layer = '', name = ''] = LAYER_KEY.exec(key) ?? [];
  if (!layer) return null;
  const statistic = FORMER_NAMES.get(name) ?? name;
  return { layer, statistic: isStatistic(statistic) && LAYER_STATISTICS[statistic] === prefix ? statistic : null };
}

function isStatistic(name: string): name is LayerStatistic {
  return Object.hasOwn(LAYER_STATISTICS, name);
}

/**
 * What a training run makes histograms of, in the order of reading; a key goes on with the name of the layer. Those of
 * step 0 are of the weights before the first update; gradients are shown before they are clipped.
 */
export const HISTOGRAM_GROUPS = ['weights', 'gradients/weights', 'biases', 'gradients/biases'] as const;

/** The key of the histogram of a layer. */
export function histogramKey(group: (typeof HISTOGRAM_GROUPS)[number], layer: string): string {
  return `${group}/${layer}`;
}

/** The layer that a histogram is of; null for a key of another kind. */
export function histogramLayer(key: string): string | null {
  const group = HISTOGRAM_GROUPS.find((each) => key.startsWith(`${each}/`));
  return group === undefined ? null : key.slice(group.length + 1);
}
