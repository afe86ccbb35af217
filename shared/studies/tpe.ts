import { inOrder, isActive, type Parameter, type Values } from './parameter.ts';
import { shareOf, valueAt } from './scale.ts';

/** What is known of a trial that ended. */
export interface Told {
  number: number;
  values: Values;
  /** Lower is better; null for a trial that failed, which is worse than any. */
  score: number | null;
  /** It was stopped early, so its score ranks after those of trials that were not. */
  isPruned: boolean;
}

/** The best tenth of the trials are the good ones, but no more than this. */
const GOOD_SHARE = 0.1;
const MOST_GOOD = 25;
/** The narrowest kernel is this part of the range. */
const MOST_KERNELS = 100;
const PRIOR_MEAN = 0.5;

/**
 * Values from where good trials are dense and bad ones are not: of candidates drawn from the density of the good trials, the
 * one whose ratio of both densities is highest, for each parameter by itself.
 *
 * Source: Bergstra, Bardenet, Bengio & Kégl, *Algorithms for hyper-parameter optimization* (NIPS 2011), §4; kernel widths
 * as by Bergstra, Yamins & Cox, *Making a science of model search* (ICML 2013).
 *
 * @param next numbers in [0, 1)
 */
export function tpeValues(
  parameters: readonly Parameter[],
  told: readonly Told[],
  candidates: number,
  next: () => number,
): Values {
  const ranked = told.toSorted(byRank);
  const split = Math.max(1, Math.min(MOST_GOOD, Math.ceil(GOOD_SHARE * ranked.length)));
  const [good, bad] = [ranked.slice(0, split), ranked.slice(split)];
  const values: Values = {};
  for (const parameter of inOrder(parameters)) {
    if (!isActive(parameter, values)) continue;
    const sharesOf = (trials: readonly Told[]) =>
      trials.flatMap((each) =>
        Object.hasOwn(each.values, parameter.at) ? [shareOf(parameter, each.values[parameter.at])] : [],
      );
    const model = parameter.kind === 'choice' ? choiceModel(parameter.values.length) : rangeModel;
    const [among, against] = [model(sharesOf(good)), model(sharesOf(bad))];
    const drawn = Array.from({ length: candidates }, () => among.draw(next));
    const ratio = (share: number) => Math.log(among.density(share)) - Math.log(against.density(share));
    const best = drawn.reduce((one, other) => (ratio(other) > ratio(one) ? other : one));
    values[parameter.at] = valueAt(parameter, best);
  }
  return values;
}

/** Finished trials before pruned ones, failed ones last; equal ones by number. */
function byRank(a: Told, b: Told): number {
  const group = ({ score, isPruned }: Told) => (score === null ? 2 : Number(isPruned));
  return group(a) - group(b) || (a.score ?? 0) - (b.score ?? 0) || a.number - b.number;
}

/** A density over the shares of a range, from which can be drawn. */
interface Model {
  draw(next: () => number): number;
  density(share: number): number;
}

/** A mixture of normals cut off at the ends of the range, one at each trial and a wide one for what nobody tried. */
function rangeModel(shares: readonly number[]): Model {
  const means = [...shares, PRIOR_MEAN].sort((a, b) => a - b);
  const prior = means.indexOf(PRIOR_MEAN);
  const least = 1 / Math.min(MOST_KERNELS, means.length + 1);
  const kernels = means.map((mean, index) => {
    const gaps = [mean - (means[index - 1] ?? 0), (means[index + 1] ?? 1) - mean];
    const width = index === prior ? 1 : Math.min(1, Math.max(least, ...gaps));
    return { mean, width, mass: normalBelow((1 - mean) / width) - normalBelow(-mean / width) };
  });
  return {
    draw(next) {
      const { mean, width } = kernels[Math.floor(next() * kernels.length)] ?? { mean: PRIOR_MEAN, width: 1 };
      for (;;) {
        const share = mean + width * normal(next);
        if (share >= 0 && share < 1) return share;
      }
    },
    density: (share) =>
      kernels.reduce((sum, { mean, width, mass }) => {
        return sum + Math.exp(-0.5 * ((share - mean) / width) ** 2) / (width * mass);
      }, 0) / kernels.length,
  };
}

/** How often each value was taken, and once more, so that none is ruled out. */
function choiceModel(count: number): (shares: readonly number[]) => Model {
  return (shares) => {
    const taken = new Array<number>(count).fill(1);
    const indexOf = (share: number) => Math.min(count - 1, Math.floor(share * count));
    for (const share of shares) taken[indexOf(share)] = (taken[indexOf(share)] ?? 0) + 1;
    const total = shares.length + count;
    return {
      draw(next) {
        let left = next() * total;
        const index = taken.findIndex((times) => {
          left -= times;
          return left < 0;
        });
        return ((index < 0 ? count - 1 : index) + 0.5) / count;
      },
      density: (share) => (taken[indexOf(share)] ?? 1) / total,
    };
  };
}

/** A standard normal number (Box & Muller 1958). */
function normal(next: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
}

/** The share of a standard normal below x, to 1e-7 (Abramowitz & Stegun 1964, 26.2.17). */
function normalBelow(x: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(x));
  const tail =
    (Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI)) *
    t *
    (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return x >= 0 ? 1 - tail : tail;
}
