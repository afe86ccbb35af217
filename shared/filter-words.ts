/** A syntax error in a filter, with the index of the character. */
export class FilterError extends Error {
  readonly at: number;

  constructor(message: string, at: number) {
    super(`${message} (at character ${at + 1})`);
    this.name = 'FilterError';
    this.at = at;
  }
}

/** A token of a filter. `parts` are the pieces between dots, outside quotes; for a string, its content. */
export interface Word {
  type: 'word' | 'string' | 'operator' | 'symbol' | 'end';
  text: string;
  at: number;
  parts: string[];
}

export interface Cursor {
  peek(): Word;
  next(): Word;
  /** Consumes a keyword such as "and", in any case; false when the next token is another. */
  takeWord(text: string): boolean;
  takeSymbol(text: string): boolean;
}

const QUOTED = '"(?:[^"\\\\]|\\\\.)*"';
const PIECES: [type: Word['type'], pattern: RegExp][] = [
  ['symbol', /[()]/y],
  ['operator', /<=|>=|!=|=~|[=<>~:]/y],
  ['string', new RegExp(`${QUOTED}(?![^\\s()=!<>~:])`, 'y')],
  ['word', new RegExp(`(?:[^\\s()=!<>~:"]|${QUOTED})+`, 'y')],
];

/**
 * Splits a filter into tokens.
 *
 * @throws {FilterError} when a part is not a token, such as a quote that does not end
 */
export function readWords(text: string): Cursor {
  const words: Word[] = [];
  for (let at = skipSpace(text, 0); at < text.length; ) {
    const word = readWord(text, at);
    words.push(word);
    at = skipSpace(text, at + word.text.length);
  }
  const end: Word = { type: 'end', text: '', at: text.length, parts: [] };
  let index = 0;
  const peek = () => words[index] ?? end;
  const take = (isWanted: (word: Word) => boolean) => {
    if (!isWanted(peek())) return false;
    index++;
    return true;
  };
  return {
    peek,
    next() {
      const word = peek();
      index++;
      return word;
    },
    takeWord: (wanted) => take((word) => word.type === 'word' && word.text.toLowerCase() === wanted),
    takeSymbol: (wanted) => take((word) => word.type === 'symbol' && word.text === wanted),
  };
}

function readWord(text: string, at: number): Word {
  for (const [type, pattern] of PIECES) {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    if (found) return { type, text: found, at, parts: type === 'word' || type === 'string' ? partsOf(found) : [] };
  }
  throw new FilterError(text[at] === '"' ? 'this quote does not end' : `"${text[at]}" is not expected here`, at);
}

function partsOf(text: string): string[] {
  const pieces = text.match(new RegExp(`${QUOTED}|[^."]+|\\.`, 'g')) ?? [];
  const parts = [''];
  for (const piece of pieces) {
    if (piece === '.') parts.push('');
    else parts.push(parts.pop() + (piece.startsWith('"') ? unquote(piece) : piece));
  }
  return parts;
}

/** A part of the name of a field as filters write it: in quotes where it has characters of the language. */
export function quoteName(name: string): string {
  return /^[^\s()=!<>~:"]+$/.test(name) ? name : `"${name.replaceAll(/[\\"]/g, '\\$&')}"`;
}

/** The path of a setting, such as `my key` of `config."my key"`; what has no quotes is taken as it stands. */
export function settingPath(field: string): string {
  const path = field.replace(/^config\./, '');
  return path.includes('"') ? partsOf(path).join('.') : path;
}

/** The text between the quotes of a regular expression; its backslashes are not escapes of the filter. */
export const regexpIn = (quoted: string) => quoted.slice(1, -1).replaceAll('\\"', '"');

const unquote = (quoted: string) => quoted.slice(1, -1).replaceAll(/\\(.)/g, '$1');

function skipSpace(text: string, at: number): number {
  let end = at;
  while (end < text.length && /\s/.test(text[end] as string)) end++;
  return end;
}
