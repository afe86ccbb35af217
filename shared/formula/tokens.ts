import { FormulaError } from './expression.ts';

export interface Token {
  type: 'number' | 'name' | 'quoted' | 'symbol' | 'end';
  /** Of a quoted name, what is between the quotes. */
  text: string;
  at: number;
}

/** A slash or a dot belongs to a name only where a letter follows, so that `loss/2` is half the loss and `train/loss` a metric. */
const NAME = /[\p{L}_][\p{L}\p{N}_]*(?:[./:@][\p{L}_][\p{L}\p{N}_]*)*/uy;
/** Of a coordinate, which is a word alone: `x/y` is a quotient. */
const WORD = /[\p{L}_][\p{L}\p{N}_]*/uy;
const NUMBER = /(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?/iy;
const SYMBOL = /[-+*/^(),]/y;
const QUOTED = /`([^`]+)`|"([^"]+)"/y;
const SPACE = /\s*/y;

/** What a name may be made of: `paths` such as `train/loss`, or single words. */
export type Names = 'paths' | 'words';

/**
 * Splits a formula into tokens; the last is its end.
 *
 * @throws {FormulaError} when a character begins none
 */
export function readTokens(text: string, names: Names = 'paths'): Token[] {
  const tokens: Token[] = [];
  let at = matchAt(SPACE, text, 0)?.[0].length ?? 0;
  while (at < text.length) {
    const [token, length] = readToken(text, at, names);
    tokens.push(token);
    at += length;
    at += matchAt(SPACE, text, at)?.[0].length ?? 0;
  }
  return [...tokens, { type: 'end', text: '', at: text.length }];
}

function readToken(text: string, at: number, names: Names): [token: Token, length: number] {
  const quoted = matchAt(QUOTED, text, at);
  if (quoted) return [{ type: 'quoted', text: quoted[1] ?? quoted[2] ?? '', at }, quoted[0].length];
  for (const [type, pattern] of [
    ['number', NUMBER],
    ['name', names === 'paths' ? NAME : WORD],
    ['symbol', SYMBOL],
  ] as const) {
    const found = matchAt(pattern, text, at);
    if (found) return [{ type, text: found[0], at }, found[0].length];
  }
  const character = String.fromCodePoint(text.codePointAt(at) ?? 0);
  if (character === '`' || character === '"') throw new FormulaError(`The quote ${character} does not end`, at);
  throw new FormulaError(`"${character}" belongs to no formula`, at);
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}
