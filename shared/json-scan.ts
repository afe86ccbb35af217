/** What a JSON text may hold before it is parsed: bytes alone do not bound the memory that parsing takes. */
export interface JsonLimits {
  /** Levels of nesting. */
  depth: number;
  /** Arrays and objects together. */
  containers: number;
  /** Members of all arrays and objects together. */
  values: number;
}

/** A token as the scan passes it, whatever is around it. */
export interface JsonToken {
  kind: 'string' | 'number';
  text: string;
  /** The JSON pointer of the value, or of the value whose key this is. Costly: for tokens at fault alone. */
  path(): string;
}

/** Which tokens a scan hands over. */
export interface Wanted {
  strings: boolean;
  numbers: boolean;
}

/** A text that is not worth parsing. */
export class JsonLimitError extends Error {
  readonly limit: keyof JsonLimits;
  readonly most: number;

  constructor(limit: keyof JsonLimits, most: number) {
    super(`more than ${most} ${limit}`);
    this.name = 'JsonLimitError';
    this.limit = limit;
    this.most = most;
  }
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const MINUS = 0x2d;
const NINE = 0x39;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const IS_KEY = /^\s*:/;

/** The shortest number that may differ from its float64: 2^53 has 16 digits. */
const DOUBTFUL_DIGITS = 16;

/** Where the scan is in one array or object. */
interface Level {
  isObject: boolean;
  index: number;
  key: string;
}

/**
 * Passes once over a JSON text, without building anything of it, and hands over what is asked for: all strings,
 * the numbers that are long or have an exponent. Of a text that is not JSON it finds what it finds: the parser
 * refuses it.
 *
 * @throws {JsonLimitError} at the first place beyond a limit
 */
export function scanJson(text: string, limits: JsonLimits, wanted: Wanted, visit: (token: JsonToken) => void): void {
  const isSurelyFew = text.length / 2 <= limits.values; // a value takes a character and a comma
  if (!wanted.strings && !wanted.numbers && isSurelyFew) boundNesting(text, limits);
  else visitTokens(text, limits, wanted, visit);
}

function visitTokens(text: string, limits: JsonLimits, wanted: Wanted, visit: (token: JsonToken) => void): void {
  const places = createPlaces(limits);

  function passString(at: number): number {
    const end = endOfString(text, at);
    const quoted = text.slice(at, end);
    places.string(quoted);
    if (!wanted.strings) return end;
    if (IS_KEY.test(text.slice(end, end + 20))) places.colon();
    visit({ kind: 'string', text: quoted, path: places.path });
    return end;
  }

  function passNumber(at: number): number {
    const end = endOfNumber(text, at);
    if (end - at >= DOUBTFUL_DIGITS || hasExponent(text, at, end))
      visit({ kind: 'number', text: text.slice(at, end), path: places.path });
    return end;
  }

  for (let at = 0; at < text.length; ) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = passString(at);
    else if (code >= MINUS && code <= NINE) at = wanted.numbers ? passNumber(at) : at + 1;
    else {
      places.pass(code);
      at++;
    }
  }
}

/** Holds the nesting alone to its limits, from bracket to bracket: a tenth of the time where most of a text is numbers. */
function boundNesting(text: string, limits: JsonLimits): void {
  const structure = /[[\]{}"]/g;
  let depth = 0;
  let containers = 0;
  while (structure.test(text)) {
    const at = structure.lastIndex - 1;
    const code = text.charCodeAt(at);
    if (code === QUOTE) structure.lastIndex = endOfString(text, at);
    else if (code === CLOSE_OBJECT || code === CLOSE_ARRAY) depth--;
    else if (++containers > limits.containers) throw new JsonLimitError('containers', limits.containers);
    else if (++depth > limits.depth) throw new JsonLimitError('depth', limits.depth);
  }
}

/** The arrays and objects around the present place of a scan, and how many there were. */
function createPlaces(limits: JsonLimits) {
  const levels: Level[] = [];
  let containers = 0;
  let values = 0;
  let lastString = '""';

  function open(isObject: boolean): void {
    if (++containers > limits.containers) throw new JsonLimitError('containers', limits.containers);
    levels.push({ isObject, index: 0, key: '""' });
    if (levels.length > limits.depth) throw new JsonLimitError('depth', limits.depth);
  }

  function next(): void {
    if (++values > limits.values) throw new JsonLimitError('values', limits.values);
    const level = levels.at(-1);
    if (level) level.index++;
  }

  function colon(): void {
    const level = levels.at(-1);
    if (level) level.key = lastString;
  }

  return {
    string(quoted: string): void {
      lastString = quoted;
    },

    /** The string before is the key of what follows. */
    colon,

    /** A character outside of strings and numbers. */
    pass(code: number): void {
      if (code === COMMA) next();
      else if (code === COLON) colon();
      else if (code === OPEN_OBJECT || code === OPEN_ARRAY) open(code === OPEN_OBJECT);
      else if (code === CLOSE_OBJECT || code === CLOSE_ARRAY) levels.pop();
    },

    path: () => levels.map(({ isObject, index, key }) => `/${isObject ? pointerKey(key) : index}`).join(''),
  };
}

/** The index after the closing quote of the string that begins at `start`; the end of the text where it has none. */
function endOfString(text: string, start: number): number {
  for (let at = start; ; ) {
    const quote = text.indexOf('"', at + 1);
    if (quote < 0) return text.length;
    let before = quote - 1;
    while (before > start && text.charCodeAt(before) === BACKSLASH) before--;
    if ((quote - before) % 2 === 1) return quote + 1; // an even number of backslashes stands before it
    at = quote;
  }
}

function endOfNumber(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && isOfNumber(text.charCodeAt(at))) at++;
  return at;
}

function hasExponent(text: string, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if ((text.charCodeAt(at) | 0x20) === 0x65) return true;
  return false;
}

const isDigit = (code: number) => code >= 0x30 && code <= 0x39;

/** Digits, + - . e E */
const isOfNumber = (code: number) =>
  isDigit(code) || code === 0x2b || code === MINUS || code === 0x2e || (code | 0x20) === 0x65;

/** A key as the text has it, quotes and escapes included, as one step of a JSON pointer (RFC 6901). */
function pointerKey(quoted: string): string {
  return unquoted(quoted).replaceAll('~', '~0').replaceAll('/', '~1');
}

/** What a string in JSON stands for; itself where it is broken. */
export function unquoted(quoted: string): string {
  try {
    return String(JSON.parse(quoted));
  } catch {
    return quoted;
  }
}
