import { cut, textOf, wellFormed } from './text.ts';

/** Deeper than any settings go, and not so deep that the server refuses them. */
const MAX_LEVELS = 64;
/** Values of one config: a graph of shared objects would otherwise be written out without end. */
const MAX_VALUES = 100_000;
/** A longer typed array is data and not a setting: its first values describe it. */
const MAX_TYPED_VALUES = 1000;
const SHOWN_VALUES = 5;
const MAX_SOURCE_LENGTH = 200;

/**
 * Any settings as JSON can carry them: a Map becomes an object, a Set and a typed array an array, a Date an ISO
 * date, and what JSON has no form for becomes text. Only `undefined` is left out, as in JSON. Never throws.
 */
export function plain(config: unknown): Record<string, unknown> | undefined {
  if (typeof config !== 'object' || config === null || Array.isArray(config)) return undefined;
  const converted = convert(config, { parents: [], left: MAX_VALUES, isTop: true });
  return typeof converted === 'object' && converted !== null && !Array.isArray(converted)
    ? (converted as Record<string, unknown>)
    : undefined;
}

interface Walk {
  /** The objects around the value. */
  parents: object[];
  /** Values that may still be converted. */
  left: number;
  isTop: boolean;
}

function convert(value: unknown, walk: Walk): unknown {
  walk.left -= 1;
  if (walk.left < 0) return '[too much]';
  if (value === null || typeof value === 'boolean' || value === undefined) return value;
  if (typeof value === 'string') return wellFormed(value);
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (typeof value === 'function') return sourceOf(value);
  if (typeof value !== 'object') return textOf(value); // a bigint or a symbol
  if (walk.parents.includes(value)) return '[circular]';
  if (walk.parents.length === MAX_LEVELS) return '[too deep]';
  walk.parents.push(value);
  try {
    return convertObject(value, walk);
  } catch (error) {
    return `[${textOf(error)}]`; // a proxy or a toJSON that throws
  } finally {
    walk.parents.pop();
  }
}

function convertObject(value: object, walk: Walk): unknown {
  const isTop = walk.isTop;
  walk.isTop = false;
  if (Array.isArray(value)) return convertList(value, walk);
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return convertBinary(value, walk);
  if (value instanceof Map) return convertMap(value, walk);
  if (value instanceof Set) return convertList([...value], walk);
  if (value instanceof Error || value instanceof RegExp) return textOf(value);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString();
  if (value instanceof Number || value instanceof Boolean || value instanceof String) {
    return convert(value.valueOf(), walk);
  }
  const { toJSON } = value as { toJSON?: unknown };
  if (typeof toJSON === 'function') return convert(toJSON.call(value, ''), walk);
  return convertFields(value, walk, isTop);
}

function convertList(values: unknown[], walk: Walk): unknown {
  if (values.length > walk.left) return `[${values.length} values]`;
  return Array.from(values, (each) => convert(each, walk) ?? null);
}

/** Own fields; of an instance also the name of its class, which often is the setting itself. */
function convertFields(value: object, walk: Walk, isTop: boolean): unknown {
  const name = classOf(value);
  const keys = Object.keys(value);
  if (keys.length === 0 && name !== undefined) return describeBare(value, name);
  const fields = fromEntries(
    keys.map((key) => [key, read(value, key)]),
    walk,
  );
  return name === undefined || isTop || 'class' in fields ? fields : { class: name, ...fields };
}

/** The text of an instance whose class defines one, else the name of the class. */
function describeBare(value: object, name: string): string {
  const text = textOf(value);
  return text.startsWith('[object ') ? `[${name}]` : text;
}

function convertMap(map: Map<unknown, unknown>, walk: Walk): unknown {
  const entries = [...map];
  if (entries.every(([key]) => typeof key === 'string' || typeof key === 'number')) {
    return fromEntries(
      entries.map(([key, value]) => [String(key), value]),
      walk,
    );
  }
  return entries.map((entry) => convert(entry, walk));
}

function convertBinary(value: ArrayBufferView | ArrayBuffer, walk: Walk): unknown {
  const name = classOf(value) ?? 'ArrayBuffer';
  if (value instanceof ArrayBuffer || value instanceof DataView) return `[${name} of ${value.byteLength} bytes]`;
  const values = value as unknown as ArrayLike<number | bigint>;
  if (values.length <= MAX_TYPED_VALUES) return Array.from(values, (each) => convert(each, walk));
  const first = Array.from({ length: SHOWN_VALUES }, (_, i) => textOf(values[i])).join(', ');
  return `[${name} of ${values.length}: ${first}, …]`;
}

function fromEntries(entries: [string, unknown][], walk: Walk): Record<string, unknown> {
  const converted = entries.map(([key, value]) => [keyOf(key), convert(value, walk)] as const);
  return Object.fromEntries(converted.filter(([, value]) => value !== undefined));
}

/** The server refuses a body with this key, since it would replace a prototype. */
function keyOf(key: string): string {
  return key === '__proto__' ? '[__proto__]' : wellFormed(key);
}

function read(value: object, key: string): unknown {
  try {
    return (value as Record<string, unknown>)[key];
  } catch (error) {
    return `[${textOf(error)}]`;
  }
}

/** The class of an instance; undefined for plain objects. */
function classOf(value: object): string | undefined {
  const name: unknown = Object.getPrototypeOf(value)?.constructor?.name;
  return typeof name === 'string' && name !== '' && name !== 'Object' ? name : undefined;
}

/** A class and a native function by name; any other function by its source, which an activation or schedule is known by. */
// biome-ignore lint/complexity/noBannedTypes: a config may hold any function, and `Function` alone takes them all
function sourceOf(value: Function): string {
  const source = Function.prototype.toString.call(value).replace(/\s+/g, ' ');
  if (source.startsWith('class')) return `class ${textOf(value.name)}`.trim();
  if (source.includes('[native code]')) return textOf(value.name) || 'function';
  return wellFormed(cut(source, MAX_SOURCE_LENGTH)) + (source.length > MAX_SOURCE_LENGTH ? '…' : '');
}
