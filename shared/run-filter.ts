import { type Cursor, FilterError, readWords, regexpIn, type Word } from './filter-words.ts';

export const RUN_FIELDS = [
  'id',
  'name',
  'state',
  'project',
  'group',
  'kind',
  'jobType',
  'notes',
  'seed',
  'createdBy',
  'parentRun',
  'createdAt',
  'startedAt',
  'endedAt',
] as const;
export type RunField = (typeof RUN_FIELDS)[number];

/** The fields that hold times. */
export const TIME_FIELDS: ReadonlySet<RunField> = new Set<RunField>(['createdAt', 'startedAt', 'endedAt']);

export const SUMMARY_STATS = ['last', 'lastStep', 'min', 'max', 'mean', 'count', 'nonFinite'] as const;
export type SummaryStat = (typeof SUMMARY_STATS)[number];

export type Operator = '=' | '!=' | '<' | '<=' | '>' | '>=' | '~' | '=~';

/** The left side of a comparison. */
export type Field =
  | { of: 'run'; name: RunField }
  | { of: 'tag' }
  | { of: 'config'; path: string[] }
  | { of: 'summary'; key: string; stat: SummaryStat };

/** A sort key of runs: a column, or a setting or metric as filters name it. Runs without a value come last. */
export type RunSort = (typeof RUN_SORTS)[number] | `config.${string}` | `summary.${string}`;
export const RUN_SORTS = [...RUN_FIELDS, 'tags', 'duration'] as const;

export type RunFilterTree =
  | { type: 'and' | 'or'; parts: RunFilterTree[] }
  | { type: 'not'; part: RunFilterTree }
  | { type: 'compare'; field: Field; operator: Operator; value: string | number | boolean | null };

const MAX_LENGTH = 2000;
const MAX_DEPTH = 32;

/**
 * Parses a filter over runs, such as `config.optimizer.learningRate < 0.01 and summary.val/loss.min < 0.3 and tag:baseline`.
 *
 * Comparisons `FIELD OPERATOR VALUE` are joined by `and`, `or`, `not` and parentheses. Fields are those of a
 * run, `tag`, `config.` and the path of a setting, `summary.` and a metric with `.last` (or nothing), `.min`, `.max`,
 * `.mean`, `.count`, `.lastStep` or `.nonFinite`. Operators are `=` (or `:`), `!=`, `<`, `<=`, `>`, `>=` `~` for
 * "contains" and `=~` for "matches the regular expression". Names and values with spaces or dots of their own are put in double quotes.
 *
 * @throws {FilterError} when the filter is not valid, with the index of the first error
 */
export function parseRunFilter(text: string): RunFilterTree {
  if (text.length > MAX_LENGTH) throw new FilterError(`a filter has at most ${MAX_LENGTH} characters`, MAX_LENGTH);
  const cursor = readWords(text);
  const tree = parseOr(cursor, 0);
  const rest = cursor.peek();
  if (rest.type !== 'end') throw new FilterError(`expected "and", "or" or the end, not "${rest.text}"`, rest.at);
  return tree;
}

/**
 * Parses the name of a single field, such as `summary.val/loss.min`.
 *
 * @throws {FilterError} when it is not a field
 */
export function parseField(text: string): Field {
  const cursor = readWords(text);
  const name = cursor.next();
  const rest = cursor.peek();
  if (name.type !== 'word' || rest.type !== 'end') throw new FilterError(`expected one field, not "${text}"`, rest.at);
  return fieldOf(name);
}

function parseOr(cursor: Cursor, depth: number): RunFilterTree {
  return parseList(cursor, 'or', () => parseList(cursor, 'and', () => parseNot(cursor, depth)));
}

function parseList(cursor: Cursor, type: 'and' | 'or', parsePart: () => RunFilterTree): RunFilterTree {
  const first = parsePart();
  const parts = [first];
  while (cursor.takeWord(type)) parts.push(parsePart());
  return parts.length === 1 ? first : { type, parts };
}

function parseNot(cursor: Cursor, depth: number): RunFilterTree {
  if (depth > MAX_DEPTH) throw new FilterError(`expected at most ${MAX_DEPTH} levels`, cursor.peek().at);
  if (cursor.takeWord('not')) return { type: 'not', part: parseNot(cursor, depth + 1) };
  if (!cursor.takeSymbol('(')) return parseComparison(cursor);
  const inner = parseOr(cursor, depth + 1);
  if (!cursor.takeSymbol(')')) throw new FilterError('expected ")"', cursor.peek().at);
  return inner;
}

function parseComparison(cursor: Cursor): RunFilterTree {
  const name = cursor.next();
  if (name.type !== 'word') throw new FilterError(`expected the name of a field, not ${shown(name)}`, name.at);
  const field = fieldOf(name);
  const operator = cursor.next();
  if (operator.type !== 'operator') {
    throw new FilterError(
      `expected =, !=, <, <=, >, >=, ~ or =~ after "${name.text}", not ${shown(operator)}`,
      operator.at,
    );
  }
  const value = cursor.next();
  if (value.type !== 'word' && value.type !== 'string') {
    throw new FilterError(`expected a value after "${operator.text}", not ${shown(value)}`, value.at);
  }
  if (operator.text === '=~') {
    const expression = value.type === 'string' ? regexpIn(value.text) : value.text;
    return { type: 'compare', field, operator: '=~', value: expression };
  }
  const symbol = (operator.text === ':' ? '=' : operator.text) as Operator;
  const wanted = readValue(value);
  if (field.of === 'run' && TIME_FIELDS.has(field.name) && symbol !== '~' && !isTime(wanted))
    throw new FilterError(`expected a date such as 2026-01-31 after "${operator.text}", not ${value.text}`, value.at);
  return { type: 'compare', field, operator: symbol, value: wanted };
}

function fieldOf({ text, at, parts }: Word): Field {
  const [first = '', ...rest] = parts;
  if (rest.includes('')) throw new FilterError(`expected a name between the dots of "${text}"`, at);
  if (first === 'config' && rest.length > 0) return { of: 'config', path: rest };
  if (first === 'summary' && rest.length > 0) return summaryField(rest);
  if (rest.length === 0 && first === 'tag') return { of: 'tag' };
  const name = RUN_FIELDS.find((each) => each === first);
  if (rest.length === 0 && name) return { of: 'run', name };
  throw new FilterError(
    `there is no field "${text}": expected ${RUN_FIELDS.join(', ')}, tag, config.… or summary.…`,
    at,
  );
}

/** Metrics may have dots in their names, so only a last part that names a number is one. */
function summaryField(parts: string[]): Field {
  const stat = SUMMARY_STATS.find((each) => parts.length > 1 && each === parts.at(-1));
  return { of: 'summary', key: (stat ? parts.slice(0, -1) : parts).join('.'), stat: stat ?? 'last' };
}

function readValue({ type, text, parts }: Word): string | number | boolean | null {
  if (type === 'string') return parts[0] ?? '';
  if (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) return Number(text);
  const constants: Record<string, boolean | null> = { true: true, false: false, null: null };
  return Object.hasOwn(constants, text) ? (constants[text] as boolean | null) : text;
}

const isTime = (value: string | number | boolean | null) =>
  typeof value === 'string' ? !Number.isNaN(Date.parse(value)) : typeof value !== 'boolean';

const shown = ({ type, text }: Word) => (type === 'end' ? 'the end' : `"${text}"`);
