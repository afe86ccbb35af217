import type { FieldError } from './errors.ts';
import { JsonLimitError, type JsonLimits, type JsonToken, scanJson, unquoted } from './json-scan.ts';

export interface JsonRules extends JsonLimits {
  /**
   * What a number may lose: `exact` refuses those that come back as another number (1e400, 1e-400, integers
   * that are no float64); `float64` is for measured values, which are float64 by definition.
   */
  numbers: 'exact' | 'float64';
}

/** A text that is refused before it is parsed, with the field at fault where there is one. */
export class JsonTextError extends Error {
  readonly code: 'invalid' | 'too_large';
  readonly fields: FieldError[];

  constructor(code: 'invalid' | 'too_large', message: string, fields: FieldError[] = []) {
    super(message);
    this.name = 'JsonTextError';
    this.code = code;
    this.fields = fields;
  }
}

/** What a batch needs at most: three columns of a million points, 10,000 series and as much again beside them. */
export const BATCH_RULES: JsonRules = { depth: 10, containers: 250_000, values: 4_000_000, numbers: 'float64' };

const MAX_SHOWN = 100;
const HAS_SURROGATE_ESCAPE = /\\u[dD][89a-fA-F]/;
const LIMIT_NAMES = { depth: 'levels of nesting', containers: 'arrays and objects', values: 'values' } as const;

/**
 * The JSON text in `bytes`, without a byte order mark, checked for all that parsing would change in silence
 * and for what would make parsing costly. Whether it is JSON is left to the parser.
 *
 * @throws {JsonTextError} `invalid` for bytes that are not UTF-8, halves of surrogate pairs, nesting that is too deep
 * and numbers that would be changed; `too_large` for more arrays, objects or values than the rules allow
 */
export function readJsonText(bytes: Uint8Array, rules: JsonRules): string {
  const text = decode(bytes);
  const wanted = { strings: HAS_SURROGATE_ESCAPE.test(text), numbers: rules.numbers === 'exact' };
  try {
    scanJson(text, rules, wanted, check);
  } catch (error) {
    throw error instanceof JsonLimitError ? beyond(error) : error;
  }
  return text;
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new JsonTextError('invalid', `The body is not UTF-8: byte ${firstBroken(bytes)} is part of no character.`);
  }
}

/** The index of the last byte that can be decoded before it goes wrong, by halving. */
function firstBroken(bytes: Uint8Array): number {
  let good = 0;
  let bad = bytes.length;
  while (bad - good > 1) {
    const middle = (good + bad) >>> 1;
    if (isDecodable(bytes.subarray(0, middle))) good = middle;
    else bad = middle;
  }
  return good;
}

function isDecodable(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}

function beyond({ limit, most }: JsonLimitError): JsonTextError {
  if (limit !== 'depth')
    return new JsonTextError('too_large', `The body holds more than ${most} ${LIMIT_NAMES[limit]}.`);
  const message = `must not be nested deeper than ${most} levels`;
  return new JsonTextError('invalid', `The body ${message}.`, [{ path: '', message }]);
}

function check(token: JsonToken): void {
  const wrong = token.kind === 'string' ? wrongString(token.text) : wrongNumber(token.text);
  if (!wrong) return;
  const path = token.path();
  const field: FieldError = { path: path.toWellFormed(), message: wrong, value: shown(token) };
  throw new JsonTextError('invalid', `body ${field.path} ${wrong}, not ${field.value}.`, [field]);
}

/** Half of a surrogate pair has no UTF-8 form: on disk, two texts would become one. */
function wrongString(quoted: string): string | undefined {
  return unquoted(quoted).isWellFormed() ? undefined : 'must be text of whole characters';
}

function wrongNumber(text: string): string | undefined {
  const value = Number(text);
  if (!Number.isFinite(value) && !Number.isNaN(value)) return 'must be a number that a float64 can hold';
  if (value === 0 && /^[^eE]*[1-9]/.test(text)) return 'must be a number that a float64 can hold';
  if (/^-?\d+$/.test(text) && String(value) !== text)
    return 'must be an integer that a float64 holds exactly (send larger ones as text)';
  return undefined;
}

function shown({ text }: JsonToken): string {
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
}
