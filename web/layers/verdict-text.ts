import type { Fault, LayerVerdict } from '../../shared/training/layer-verdicts.ts';
import { formatCount, formatValue } from '../core/format.ts';

/** One word for a fault, as on the strip of the layers. */
export const FAULT_WORDS: Readonly<Record<Fault, string>> = {
  'not-finite': 'not finite',
  vanishing: 'vanishing',
  exploding: 'exploding',
  fading: 'fading',
  saturated: 'saturated',
  dead: 'dead units',
  frozen: 'frozen',
  restless: 'restless',
};

/** A verdict as a sentence: what is so, what that is called, and since when. */
export function verdictText(verdict: LayerVerdict): string {
  return `${findingOf(verdict)}: ${nameOf(verdict)}, ${whenOf(verdict)}.`;
}

function findingOf({ layer, statistic, fault, value, comparedTo }: LayerVerdict): string {
  const size = formatValue(value, 2);
  switch (fault) {
    case 'not-finite':
      return `The ${statistic === 'std' ? 'output' : statistic === 'grad_norm' ? 'gradient' : 'update'} of ${layer} is ${size}`;
    case 'vanishing':
    case 'exploding':
      return comparedTo === null
        ? `The gradient of ${layer} has a norm of ${size}`
        : `The gradient of ${layer} is ${size} times that of ${comparedTo}`;
    case 'fading':
      return `The output of ${layer} spreads ${size} times as far as that of ${comparedTo}`;
    case 'saturated':
      return `${share(value)} of the outputs of ${layer} are at their limits`;
    case 'dead':
      return `${share(value)} of the units of ${layer} are 0 for every example of a batch`;
    case 'frozen':
      return `A step changes the weights of ${layer} by ${size} of their size`;
    case 'restless':
      return `A step changes the weights of ${layer} by ${value > 1 ? `${size} times` : `${size} of`} their size`;
  }
}

function nameOf({ fault }: LayerVerdict): string {
  const names: Partial<Record<Fault, string>> = {
    'not-finite': 'it has diverged',
    fading: 'the signal fades',
    dead: 'no example of it teaches them',
    frozen: 'it hardly learns',
    restless: 'the learning rate is high for it',
  };
  return names[fault] ?? FAULT_WORDS[fault];
}

function whenOf({ since, until }: LayerVerdict): string {
  if (until === null) return `since step ${formatCount(since)}`;
  return `from step ${formatCount(since)} to ${formatCount(until)}`;
}

const share = (value: number) => `${formatValue(100 * value, 2)} %`;
