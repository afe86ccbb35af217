import { type LayerStatistic, parseLayerKey } from '../../shared/layer-metrics.ts';

/** A statistic of layers and how to chart it. */
export interface HealthStatistic {
  statistic: LayerStatistic;
  title: string;
  about: string;
  log: boolean;
}

export const HEALTH: readonly HealthStatistic[] = [
  {
    statistic: 'grad_norm',
    title: 'Gradient norm',
    about:
      'A gradient that vanishes is far smaller in the first layers than in the last; one that explodes grows without end.',
    log: true,
  },
  {
    statistic: 'update_ratio',
    title: 'Update-to-weight ratio',
    about: 'How much a step changes the weights in proportion to their size. About 0.001 is usual.',
    log: true,
  },
  {
    statistic: 'mean',
    title: 'Activation mean',
    about: 'Best near 0: what comes after has to undo a shift.',
    log: false,
  },
  {
    statistic: 'std',
    title: 'Activation spread',
    about: 'Standard deviation. A signal that dies shrinks from layer to layer; one that explodes grows.',
    log: true,
  },
  {
    statistic: 'zero',
    title: 'Fraction zero',
    about: 'Share of outputs that are 0 and pass no gradient on. About a half is usual after ReLU.',
    log: false,
  },
  {
    statistic: 'dead',
    title: 'Fraction dead in the batch',
    about:
      'Share of units that are 0 for every example of one batch: none of these can teach them. Those of another batch may.',
    log: false,
  },
  {
    statistic: 'saturated',
    title: 'Fraction saturated',
    about: 'Share of outputs so near to the limits of tanh or sigmoid that hardly any gradient passes.',
    log: false,
  },
];

/** The block of a layer: normalization and activation belong to the layer that they follow. */
export function blockOf(layer: string): string {
  return layer.split('-')[0] ?? layer;
}

export interface HealthLine {
  key: string;
  label: string;
  /** Index of its block in the network; the same in every chart. */
  place: number;
  /** Index of its layer in the block, counted from the last one. */
  part: number;
}

export interface HealthChart extends HealthStatistic {
  lines: HealthLine[];
}

/**
 * The charts for the metric keys of a run, layers first to last. A block has one line, of its last layer,
 * whose output the next block gets; with `all` each layer has one. `known` are the layers in order.
 */
export function healthCharts(keys: readonly string[], known: readonly string[], all: boolean): HealthChart[] {
  const keyOf = keysByPlace(keys);
  const layers = orderLayers(keys, known);
  const blocks = blocksOf(layers);
  return HEALTH.map((described) => {
    const measured = layers.filter((layer) => keyOf(layer, described.statistic));
    const lines = blocks.flatMap((block, place) => {
      const parts = measured.filter((layer) => blockOf(layer) === block).reverse();
      return (all ? parts : parts.slice(0, 1)).map((layer, part) => {
        return { key: keyOf(layer, described.statistic) ?? '', label: all ? layer : block, place, part };
      });
    });
    return { ...described, lines };
  }).filter(({ lines }) => lines.length > 0);
}

/** The blocks that layers belong to, each once. */
export function blocksOf(layers: readonly string[]): string[] {
  return [...new Set(layers.map(blockOf))];
}

/**
 * The layers in the keys, first to last: in the known order, those inside a known block directly before it,
 * then by number, the output at the end.
 */
export function orderLayers(keys: readonly string[], known: readonly string[]): string[] {
  const names = [...new Set(keys.flatMap((key) => parseLayerKey(key)?.layer ?? []))];
  const rank = (name: string) => {
    const place = known.indexOf(name);
    if (place >= 0) return place;
    const around = known.indexOf(`${blockOf(name)}-block`);
    if (around >= 0) return around - 0.5;
    return known.length + (blockOf(name) === 'output' ? 1 : 0);
  };
  return names.sort((a, b) => rank(a) - rank(b) || a.localeCompare(b, 'en', { numeric: true }));
}

/** Finds the key of a statistic of a layer among `keys`, which may have the name of an earlier version. */
function keysByPlace(keys: readonly string[]): (layer: string, statistic: LayerStatistic) => string | undefined {
  const found = new Map<string, string>();
  for (const key of keys) {
    const parsed = parseLayerKey(key);
    if (parsed?.statistic) found.set(`${parsed.layer}/${parsed.statistic}`, key);
  }
  return (layer, statistic) => found.get(`${layer}/${statistic}`);
}
