import { quoteName } from '../../shared/filter-words.ts';
import { type Field, parseRunFilter, type RunFilterTree } from '../../shared/run-filter.ts';
import { isFilter } from '../runs/run-filter.ts';

export const OPERATORS = ['=', '!=', '<', '<=', '>', '>=', '~', '=~'] as const;

/** A comparison, its parts as they stand in the text; the value without its quotes. */
export interface FilterRow {
  field: string;
  operator: (typeof OPERATORS)[number];
  value: string;
}

/** Rows of which all or any have to hold, and groups of such rows. */
export interface FilterRows {
  join: 'and' | 'or';
  parts: (FilterRow | { join: 'and' | 'or'; parts: FilterRow[] })[];
}

/** The rows that a filter is made of; null where rows cannot show it: words, `not`, faults, and groups in groups. */
export function readRows(text: string): FilterRows | null {
  if (text.trim() === '') return { join: 'and', parts: [] };
  if (!isFilter(text)) return null;
  try {
    return rowsOf(parseRunFilter(text));
  } catch {
    return null; // FilterError: the text form shows what is wrong
  }
}

function rowsOf(tree: RunFilterTree): FilterRows | null {
  if (tree.type === 'compare') return { join: 'and', parts: [rowOf(tree)] };
  if (tree.type === 'not') return null;
  const parts: FilterRows['parts'] = [];
  for (const part of tree.parts) {
    if (part.type === 'compare') parts.push(rowOf(part));
    else if (part.type === 'not' || !part.parts.every((each) => each.type === 'compare')) return null;
    else parts.push({ join: part.type, parts: part.parts.map(rowOf) });
  }
  return { join: tree.type, parts };
}

function rowOf({ field, operator, value }: Extract<RunFilterTree, { type: 'compare' }>): FilterRow {
  const isReadOtherwise = typeof value === 'string' && operator !== '=~' && typeof plainValue(value) !== 'string';
  return { field: fieldText(field), operator, value: isReadOtherwise ? `"${value}"` : String(value) };
}

/** The filter that the rows stand for; rows without a field or a value are not part of it yet. */
export function writeRows({ join, parts }: FilterRows): string {
  const texts = parts.flatMap((part) => {
    if (!('parts' in part)) return rowText(part);
    const inner = part.parts.flatMap(rowText);
    return inner.length > 1 ? [`(${inner.join(` ${part.join} `)})`] : inner;
  });
  return texts.join(` ${join} `);
}

function rowText({ field, operator, value }: FilterRow): string[] {
  if (field.trim() === '' || value.trim() === '') return [];
  return [`${field} ${operator} ${valueText(value, operator)}`];
}

function fieldText(field: Field): string {
  if (field.of === 'run') return field.name;
  if (field.of === 'tag') return 'tag';
  if (field.of === 'config') return ['config', ...field.path.map(quoteName)].join('.');
  return ['summary', quoteName(field.key), field.stat].join('.');
}

/** Words and numbers as they are; what the language would read otherwise in quotes. */
function valueText(value: string, operator: FilterRow['operator']): string {
  if (operator !== '=~' && /^"(?:[^"\\]|\\.)*"$/.test(value)) return value;
  const isPlain = /^[^\s()=!<>~:"]+$/.test(value) && !/^(and|or|not)$/i.test(value);
  if (operator === '=~') return `"${value.replaceAll('"', '\\"')}"`;
  return isPlain ? value : `"${value.replaceAll(/[\\"]/g, '\\$&')}"`;
}

/** The field that somebody means: one of these as it stands, or a metric or a setting by its own name. */
export function fieldTyped(text: string, fields: readonly string[]): string {
  const typed = text.trim();
  const meant = [typed, `summary.${quoteName(typed)}.last`, `config.${typed}`, `config.${quoteName(typed)}`];
  return meant.find((each) => fields.includes(each)) ?? typed;
}

/** A text as the language reads it where it stands without quotes. */
function plainValue(text: string): unknown {
  try {
    const tree = parseRunFilter(`name = ${text}`);
    return tree.type === 'compare' ? tree.value : text;
  } catch {
    return text; // FilterError: it is written in quotes
  }
}
