import type { LayerStatistic } from '../layer-metrics.ts';

/** What a run measured of a layer, by statistic: values by step, in order of step. */
export interface MeasuredLayer {
  layer: string;
  statistics: Partial<Record<LayerStatistic, { steps: readonly number[]; values: readonly number[] }>>;
}

export const FAULTS = [
  'not-finite',
  'vanishing',
  'exploding',
  'fading',
  'saturated',
  'dead',
  'frozen',
  'restless',
] as const;
export type Fault = (typeof FAULTS)[number];

/** Something that is wrong with a layer, over a stretch of steps. */
export interface LayerVerdict {
  layer: string;
  statistic: LayerStatistic;
  fault: Fault;
  severity: 'warning' | 'bad';
  /** The first step of the stretch. */
  since: number;
  /** The last step of the stretch; null while it lasts. */
  until: number | null;
  /** What was judged, at the end of the stretch: a share, a ratio, or the value itself. */
  value: number;
  /** The layer that the value is in proportion to. */
  comparedTo: string | null;
}

type Judgement = { severity: LayerVerdict['severity']; value: number; comparedTo: string | null } | null;

/** From where on a number is a warning, and from where on it is bad. */
interface Bounds {
  warning: number;
  bad: number;
}

/** In proportion to the last layer's gradient; from layer to layer a sound network differs by less than ten times. */
const VANISHING: Bounds = { warning: 1e-3, bad: 1e-5 };
const EXPLODING: Bounds = { warning: 1e3, bad: 1e5 };
/** A gradient of this norm by itself. */
const HUGE: Bounds = { warning: 1e4, bad: 1e8 };
/** Spread of the outputs in proportion to that of the first layer. */
const FADING: Bounds = { warning: 1e-3, bad: 1e-6 };
/** Shares of outputs or units. */
const MOSTLY: Bounds = { warning: 0.5, bad: 0.9 };
/** Update in proportion to the weights; about 1e-3 is usual. */
const FROZEN: Bounds = { warning: 1e-7, bad: 1e-10 };
const RESTLESS: Bounds = { warning: 0.1, bad: 1 };
/** A stretch that is over is worth a word when it had so many measurements. */
const LASTING = 3;

interface Rule {
  fault: Fault;
  statistic: LayerStatistic;
  judge: (value: number, at: { step: number; first: MeasuredLayer; last: MeasuredLayer; layer: string }) => Judgement;
}

const RULES: readonly Rule[] = [
  ...(['grad_norm', 'std', 'update_ratio'] as const).map(
    (statistic): Rule => ({
      fault: 'not-finite',
      statistic,
      judge: (value) => (Number.isFinite(value) ? null : { severity: 'bad', value, comparedTo: null }),
    }),
  ),
  {
    fault: 'vanishing',
    statistic: 'grad_norm',
    judge: (value, { step, last, layer }) => below(ratio(value, last, 'grad_norm', step), VANISHING, layer, last.layer),
  },
  {
    fault: 'exploding',
    statistic: 'grad_norm',
    judge: (value, { step, last, layer }) =>
      above(value, HUGE) ?? above(ratio(value, last, 'grad_norm', step), EXPLODING, layer, last.layer),
  },
  {
    fault: 'fading',
    statistic: 'std',
    judge: (value, { step, first, layer }) => below(ratio(value, first, 'std', step), FADING, layer, first.layer),
  },
  { fault: 'saturated', statistic: 'saturated', judge: (value) => above(value, MOSTLY) },
  { fault: 'dead', statistic: 'dead', judge: (value) => above(value, MOSTLY) },
  { fault: 'frozen', statistic: 'update_ratio', judge: (value) => below(value, FROZEN) },
  { fault: 'restless', statistic: 'update_ratio', judge: (value) => above(value, RESTLESS) },
];

/**
 * What is wrong with the layers of a network, given first to last: the worst first, and what lasts before what is over.
 *
 * Gradients are judged in proportion to those of the last layer (Glorot & Bengio 2010), outputs to those of the first
 * (He et al. 2015), shares of units and updates by themselves.
 */
export function judgeLayers(layers: readonly MeasuredLayer[]): LayerVerdict[] {
  const verdicts = layers.flatMap((measured) => RULES.flatMap((rule) => judgeBy(rule, measured, layers) ?? []));
  const rank = ({ severity, until }: LayerVerdict) => Number(until !== null) * 2 + Number(severity === 'warning');
  return verdicts.sort((a, b) => rank(a) - rank(b) || FAULTS.indexOf(a.fault) - FAULTS.indexOf(b.fault));
}

/** The latest stretch that a rule finds something in, unless it was a passing one. */
function judgeBy(rule: Rule, measured: MeasuredLayer, layers: readonly MeasuredLayer[]): LayerVerdict | null {
  const { statistic, fault } = rule;
  const { steps, values } = measured.statistics[statistic] ?? { steps: [], values: [] };
  const first = layers.find((each) => each.statistics[statistic]) ?? measured;
  const last = layers.findLast((each) => each.statistics[statistic]) ?? measured;
  const at = (index: number): Judgement =>
    rule.judge(values[index] ?? Number.NaN, { step: steps[index] ?? 0, first, last, layer: measured.layer });

  let end = values.length - 1;
  while (end >= 0 && at(end) === null) end--;
  const found = end >= 0 ? at(end) : null;
  if (!found) return null;
  let start = end;
  while (start > 0 && at(start - 1) !== null) start--;
  const isOver = end < values.length - 1;
  if (isOver && end - start + 1 < LASTING) return null;
  const until = isOver ? (steps[end] ?? 0) : null;
  return { layer: measured.layer, statistic, fault, ...found, since: steps[start] ?? 0, until };
}

/** In proportion to what another layer has at the same step; NaN where it has nothing to compare to. */
function ratio(value: number, { statistics }: MeasuredLayer, statistic: LayerStatistic, step: number): number {
  const { steps = [], values = [] } = statistics[statistic] ?? {};
  const other = values[steps.indexOf(step)] ?? Number.NaN;
  return other > 0 ? value / other : Number.NaN;
}

function below(value: number, bounds: Bounds, layer = '', comparedTo: string | null = null): Judgement {
  if (!(value < bounds.warning) || layer === comparedTo) return null;
  return { severity: value < bounds.bad ? 'bad' : 'warning', value, comparedTo };
}

function above(value: number, bounds: Bounds, layer = '', comparedTo: string | null = null): Judgement {
  if (!(value > bounds.warning) || layer === comparedTo || value === Number.POSITIVE_INFINITY) return null;
  return { severity: value > bounds.bad ? 'bad' : 'warning', value, comparedTo };
}
