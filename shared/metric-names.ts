/** Parts of the data that the same number is measured on, in the order of reading. */
export const SPLITS = ['train', 'val', 'test'] as const;
export type Split = (typeof SPLITS)[number];
const SPLIT_NAMES: ReadonlyMap<string, Split> = new Map([
  ...SPLITS.map((split) => [split, split] as const),
  ['valid', 'val'],
  ['validation', 'val'],
  ['eval', 'val'],
]);

/** The keys that a training run of this server writes, besides its scores, layers and histograms. */
export const METRIC = {
  loss: 'train/loss',
  fullLoss: 'train/full_loss',
  learningRate: 'train/learning_rate',
  momentum: 'train/momentum',
  gradNorm: 'train/grad_norm',
  examplesPerSecond: 'train/examples_per_second',
  epoch: 'train/epoch',
  examples: 'train/examples',
  evaluations: 'train/evaluations',
  cpuPercent: 'system/cpu_percent',
  memoryMb: 'system/memory_mb',
} as const;

/** The keys of how the loss bends, which a training run writes where that is chosen. */
export const CURVATURE_METRIC = { sharpness: 'curvature/sharpness', noiseScale: 'gradient/noise_scale' } as const;

/** Series that stand for the loss of a run, the best first. */
export const LOSS_KEYS: readonly string[] = ['val/loss', 'train/loss', 'loss', 'test/loss'];

/** What a reader of a run wants first, in this order. */
export const MAIN_METRICS: readonly string[] = [
  'train/loss',
  'val/loss',
  'val/accuracy',
  'val/r2',
  'val/rmse',
  'loss',
  'test/loss',
  'test/accuracy',
  'test/r2',
  'test/rmse',
];

/**
 * What a metric describes.
 *
 * - `result`: how well the run does; every name without another meaning
 * - `setting`: a value that a schedule sets, such as the learning rate
 * - `progress`: how far the run is, in epochs, in examples or in evaluations of loss and gradient
 * - `speed`: a rate per second
 * - `gradient`: the norm of all gradients together
 * - `layer`: one layer of the network
 * - `system`: the machine
 */
export type MetricKind = 'result' | 'setting' | 'progress' | 'speed' | 'gradient' | 'layer' | 'system';

const KINDS: readonly [MetricKind, RegExp][] = [
  ['system', /^system\//],
  ['layer', /^(layers|activations)\/.+\/[^/]+$/],
  ['setting', /(^|[/_])(learning_rate|lr|momentum|weight_decay|loss_scale)$/i],
  ['progress', /(^|[/_])(epoch|evaluations)$|(^|\/)(examples|samples|tokens)(_seen)?$/i],
  ['speed', /(^|[/_])per_second$/i],
  ['gradient', /(^|[/_])grad(ient)?_norm$/i],
];

export function metricKind(key: string): MetricKind {
  return KINDS.find(([, pattern]) => pattern.test(key))?.[0] ?? 'result';
}

/** Whether a moving average of the series would hide what it states: a schedule's steps, the count of epochs. */
export function isNeverSmoothed(key: string): boolean {
  return ['setting', 'progress'].includes(metricKind(key));
}

/** A moving average of fewer points than this says less than the points themselves. */
const FEWEST_SMOOTHED = 30;

/** Whether a moving average over a series of so many points helps. */
export function isSmoothable(key: string, points: number): boolean {
  return points >= FEWEST_SMOOTHED && !isNeverSmoothed(key);
}

/** Whether the series rarely answers a question, so that lists and charts show it last. */
export function isMinor(key: string): boolean {
  return ['progress', 'speed'].includes(metricKind(key));
}

const BY_KIND: readonly MetricKind[] = ['result', 'gradient', 'layer', 'setting', 'speed', 'progress', 'system'];

/** Orders keys as a reader wants them: the main results, other results, what explains them, then what was set. */
export function byImportance(a: string, b: string): number {
  return importance(a) - importance(b) || a.localeCompare(b, 'en', { numeric: true });
}

function importance(key: string): number {
  const main = MAIN_METRICS.indexOf(key);
  return main >= 0 ? main : MAIN_METRICS.length + BY_KIND.indexOf(metricKind(key));
}

const words = (...names: string[]) => new RegExp(`(^|_)(${names.join('|')})(_|$)`);
const LOWER = words(
  '[a-z0-9]*loss(es)?',
  'errors?|err|mse|rmse|mae|mape|smape|rmsle',
  'nll|cross_entropy|crossentropy|perplexity|ppl|bpc|brier',
  'wer|cer|fid|regret|cost',
);
const HIGHER = words(
  'accuracy|acc\\d*|f1|f_1|auc|auroc|auprc|precision|recall|sensitivity|specificity',
  'r2|r_2|r_squared|mcc|kappa|(m_?)?io_?u|dice|bleu|rouge|psnr|ssim|ndcg|mrr',
  'rewards?|per_second|throughput',
);
/** A name that ends so names a parameter of the metric, not the metric. */
const PARAMETER = /_(weight|scale|coef|coefficient|threshold|target)$/;

/** Which values of a metric are the better ones. */
export type Direction = 'min' | 'max';

/** Which values of the metric are the better ones; undefined for a name that is not known. */
export function betterDirection(key: string): Direction | undefined {
  const name = wordsOf(key);
  if (metricKind(key) === 'setting' || PARAMETER.test(name)) return undefined;
  if (LOWER.test(name)) return 'min';
  return HIGHER.test(name) ? 'max' : undefined;
}

/** `val/crossEntropy@2` as `val_cross_entropy_2`. */
function wordsOf(key: string): string {
  return key
    .replace(/(\p{Ll}|\d)(\p{Lu})/gu, '$1_$2')
    .toLowerCase()
    .replace('²', '2')
    .replace(/[^\p{L}\p{N}]+/gu, '_');
}

/** The series that stands for a run's loss; null when no name is that of a loss. */
export function lossKeyOf(keys: readonly string[]): string | null {
  const known = LOSS_KEYS.find((key) => keys.includes(key));
  return known ?? keys.find((key) => /loss$/i.test(key) && metricKind(key) === 'result') ?? null;
}

/** Splits `val/loss` into its part of the data and what is measured; the part is null without such a prefix. */
export function parseSplit(key: string): { split: Split | null; name: string } {
  const slash = key.indexOf('/');
  const split = SPLIT_NAMES.get(key.slice(0, Math.max(slash, 0))) ?? null;
  return { split, name: split ? key.slice(slash + 1) : key };
}

const UNITS: readonly [RegExp, string][] = [
  [/(^|_)percent$/, '%'],
  [/(^|_)(milliseconds|ms)$/, 'ms'],
  [/(^|_)per_second$/, '/s'],
  [/(^|_)(seconds|secs?)$/, 's'],
  [/(^|_)bytes$/, 'B'],
  [/(^|_)mb$/, 'MB'],
  [/(^|_)gb$/, 'GB'],
];

/** The unit that a name ends with; empty when it has none. */
export function unitOf(key: string): string {
  const name = wordsOf(key);
  return UNITS.find(([pattern]) => pattern.test(name))?.[1] ?? '';
}
