import { type BinnedHistogram, MAX_BINS } from './histogram.ts';
import { textOf } from './text.ts';

const MAX_KEY_LENGTH = 256;
/** Of an object that only looks like an array and may claim any length. */
const MAX_ARRAY_LIKE = 1_000_000;

/** What is wrong with a series key, or undefined. */
export function keyProblem(key: unknown): string | undefined {
  if (typeof key !== 'string') return `a key is a string, got ${quote(key)}`;
  if (key.length === 0) return 'a key must not be empty';
  if (key === '__proto__') return 'a key must not be "__proto__"';
  if (key.length > MAX_KEY_LENGTH)
    return `a key has at most ${MAX_KEY_LENGTH} characters, ${quote(key)} has ${key.length}`;
  if ([...key].some((character) => character < ' ')) return `a key has no control characters, got ${quote(key)}`;
  if (/\p{Surrogate}/u.test(key)) return `a key must not hold half of a surrogate pair, got ${quote(key)}`;
  return undefined;
}

/** What is wrong with a step, or undefined. */
export function stepProblem(step: unknown): string | undefined {
  if (Number.isSafeInteger(step) && (step as number) >= 0) return undefined;
  return `a step is a whole number from 0 to 2^53 - 1, got ${quote(step)}`;
}

/** What is wrong with a time, or undefined. */
export function timeProblem(time: unknown): string | undefined {
  if (typeof time === 'number' && time >= 0 && time <= 8.64e15) return undefined;
  return `a time is in milliseconds since the epoch, got ${quote(time)}`;
}

/** What is wrong with a word of a fixed list, or undefined. */
export function wordProblem(words: readonly string[], word: unknown): string | undefined {
  return words.includes(word as string) ? undefined : `expected one of ${words.join(', ')}, got ${quote(word)}`;
}

/** What is wrong with the value of a point, or undefined. NaN and infinities are values. */
export function valueProblem(key: string, value: unknown): string | undefined {
  return typeof value === 'number' || typeof value === 'bigint'
    ? undefined
    : `the value of ${quote(key)} must be a number, got ${quote(value)}`;
}

/** What is wrong with the values of a histogram or its ready-made bins, or undefined. */
export function binsProblem(values: unknown): string | undefined {
  if (typeof values !== 'object' || values === null)
    return `a histogram is made of an array of numbers, got ${quote(values)}`;
  if ('edges' in values) return binnedProblem(values as BinnedHistogram);
  if (!('length' in values)) return 'a histogram is an array of numbers or { edges, counts }';
  const { length } = values as ArrayLike<unknown>;
  const isArray = Array.isArray(values) || ArrayBuffer.isView(values);
  if (!isArray && !(Number.isSafeInteger(length) && length >= 0 && length <= MAX_ARRAY_LIKE))
    return `the length of an array-like is a whole number up to ${MAX_ARRAY_LIKE}, got ${quote(length)}`;
  for (let i = 0; i < length; i++) {
    const value = (values as ArrayLike<unknown>)[i];
    if (typeof value !== 'number' && typeof value !== 'bigint')
      return `a histogram is made of numbers, got ${quote(value)} at ${i}`;
  }
  return undefined;
}

function binnedProblem({ edges, counts }: BinnedHistogram): string | undefined {
  if (!Array.isArray(edges) || !Array.isArray(counts)) return 'the edges and counts of a histogram are arrays';
  if (counts.length < 1 || counts.length > MAX_BINS)
    return `a histogram has 1 to ${MAX_BINS} bins, got ${counts.length}`;
  if (edges.length !== counts.length + 1) {
    return `a histogram has one edge more than counts, got ${edges.length} edges and ${counts.length} counts`;
  }
  if (!edges.every((edge, i) => Number.isFinite(edge) && (i === 0 || edge > (edges[i - 1] as number)))) {
    return 'the edges of a histogram must be finite and rising';
  }
  return counts.every((count) => Number.isFinite(count) && count >= 0)
    ? undefined
    : 'counts are numbers and not negative';
}

function quote(value: unknown): string {
  const text = typeof value === 'string' ? JSON.stringify(value) : textOf(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
