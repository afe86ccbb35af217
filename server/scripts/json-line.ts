import { SHOWN_TEXT } from '../../shared/ingest.ts';
import { type JsonNumber, toJsonNumber } from '../../shared/number.ts';

/** A step of metrics that a script wrote as a line. */
export interface MetricLine {
  /** Undefined where the line names none. */
  step: number | undefined;
  metrics: [key: string, value: JsonNumber][];
}

const MAX_DEPTH = 8;
const NUMBER_WORDS: readonly unknown[] = ['NaN', 'Infinity', '-Infinity'];
/** What Python and others write for them, which JSON does not have. */
const BARE_WORD = /(?<=[:,]\s*)(NaN|-?Infinity)(?=\s*[,}])/g;
const KEY = new RegExp(SHOWN_TEXT);
const MAX_KEY = 256;

/** The metrics of a line that is a JSON object of numbers, nested or not; undefined for any other line. */
export function readMetricLine(line: string): MetricLine | undefined {
  const text = line.trim();
  if (!text.startsWith('{') || !text.endsWith('}')) return undefined;
  const { step, ...rest } = parse(text) ?? {};
  if (step !== undefined && !(Number.isSafeInteger(step) && (step as number) >= 0)) return undefined;
  const metrics = flat(rest, '', 0);
  return metrics && metrics.length > 0 ? { step: step as number | undefined, metrics } : undefined;
}

function parse(text: string): Record<string, unknown> | undefined {
  for (const each of [text, text.replace(BARE_WORD, '"$1"')]) {
    try {
      return JSON.parse(each);
    } catch {
      // the next form, or no metrics at all
    }
  }
  return undefined;
}

/** The leaves of an object by their paths; undefined where one is no number, or too deep. */
function flat(value: object, prefix: string, depth: number): [string, JsonNumber][] | undefined {
  const found = Object.entries(value).map(([name, each]) => leavesOf(each, `${prefix}${name}`, depth));
  return found.every((each) => each !== undefined) ? found.flat() : undefined;
}

function leavesOf(value: unknown, key: string, depth: number): [string, JsonNumber][] | undefined {
  if (typeof value === 'number') return isKey(key) ? [[key, toJsonNumber(value)]] : undefined;
  if (NUMBER_WORDS.includes(value)) return isKey(key) ? [[key, value as JsonNumber]] : undefined;
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject && depth < MAX_DEPTH ? flat(value, `${key}/`, depth + 1) : undefined;
}

function isKey(key: string): boolean {
  return key !== '' && key.length <= MAX_KEY && KEY.test(key) && key !== '__proto__' && key.isWellFormed();
}
