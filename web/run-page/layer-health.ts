/** What is measured in each layer, in the order a reader asks. */
export interface HealthStatistic {
  title: string;
  about: string;
  log: boolean;
  /** The metric key of a layer. */
  key: (layer: string) => string;
}

export const HEALTH: readonly HealthStatistic[] = [
  {
    title: 'Gradient norm',
    about: 'Far smaller in the first layers than in the last: the gradient vanishes. Growing without end: it explodes.',
    log: true,
    key: (layer) => `layers/${layer}/gradient_norm`,
  },
  {
    title: 'Update-to-weight ratio',
    about: 'How much a step changes the weights in proportion to their size. About 0.001 is usual.',
    log: true,
    key: (layer) => `layers/${layer}/update_ratio`,
  },
  {
    title: 'Activation mean',
    about: 'Far from 0, what comes after starts from a bias.',
    log: false,
    key: (layer) => `activations/${layer}/mean`,
  },
  {
    title: 'Activation spread',
    about: 'Standard deviation. Shrinking from layer to layer, the signal dies; growing, it explodes.',
    log: true,
    key: (layer) => `activations/${layer}/std`,
  },
  {
    title: 'Fraction zero',
    about: 'Share of outputs that are 0 and pass no gradient on. Near 1 the layer is dead.',
    log: false,
    key: (layer) => `activations/${layer}/zero`,
  },
  {
    title: 'Fraction saturated',
    about: 'Share of outputs so near to the limits of tanh or sigmoid that hardly any gradient passes.',
    log: false,
    key: (layer) => `activations/${layer}/saturated`,
  },
];

const LAYER_KEY = /^(?:layers|activations)\/(.+)\/[^/]+$/;

/** Whether a metric tells of one layer. */
export function isLayerKey(key: string): boolean {
  return LAYER_KEY.test(key);
}

/** The block that a layer is part of: normalization and activation go with the layer they follow. */
export function blockOf(layer: string): string {
  return layer.split('-')[0] ?? layer;
}

export interface HealthLine {
  key: string;
  label: string;
  /** Which block of the network it tells of; the same in every chart. */
  place: number;
  /** Which layer of its block it is, counted from the one that hands its output on. */
  part: number;
}

export interface HealthChart extends HealthStatistic {
  lines: HealthLine[];
}

/**
 * The charts that a run's metric keys allow, layers first to last. Of the parts of a block only the last,
 * whose output the next block gets, unless `all` are asked for. `known` are its layers in order.
 */
export function healthCharts(keys: readonly string[], known: readonly string[], all: boolean): HealthChart[] {
  const given = new Set(keys);
  const layers = orderLayers(keys, known);
  const blocks = blocksOf(layers);
  return HEALTH.map((statistic) => {
    const measured = layers.filter((layer) => given.has(statistic.key(layer)));
    const lines = blocks.flatMap((block, place) => {
      const parts = measured.filter((layer) => blockOf(layer) === block).reverse();
      return (all ? parts : parts.slice(0, 1)).map((layer, part) => {
        return { key: statistic.key(layer), label: all ? layer : block, place, part };
      });
    });
    return { ...statistic, lines };
  }).filter(({ lines }) => lines.length > 0);
}

/** The blocks that layers belong to, each once. */
export function blocksOf(layers: readonly string[]): string[] {
  return [...new Set(layers.map(blockOf))];
}

/**
 * The layers that the keys tell of, first to last: in the known order, those inside a known block just before
 * it, then by number, the output at the end.
 */
export function orderLayers(keys: readonly string[], known: readonly string[]): string[] {
  const names = [...new Set(keys.flatMap((key) => LAYER_KEY.exec(key)?.[1] ?? []))];
  const rank = (name: string) => {
    const place = known.indexOf(name);
    if (place >= 0) return place;
    const around = known.indexOf(`${blockOf(name)}-block`);
    if (around >= 0) return around - 0.5;
    return known.length + (blockOf(name) === 'output' ? 1 : 0);
  };
  return names.sort((a, b) => rank(a) - rank(b) || a.localeCompare(b, 'en', { numeric: true }));
}
