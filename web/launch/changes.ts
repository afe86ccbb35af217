import type { TSchema } from 'typebox';
import { LaunchRequest } from '../../shared/training/launch.ts';
import { withDefaults } from '../../shared/validate.ts';
import { fieldLabel } from './field-label.ts';
import { printField, type SchemaNode } from './schema-node.ts';

/** A setting that is not as usual. */
export interface Change {
  /** JSON pointer of the setting. */
  path: string;
  label: string;
  value: string;
  /** What it usually is; undefined for nothing. */
  usual: unknown;
}

const MOST_LETTERS = 24;

/** The settings of a draft that differ from the usual ones of its optimizer, its schedule and its unit of length. */
export function changesOf(draft: object, schema: TSchema = LaunchRequest): Change[] {
  const { optimizer, schedule: kind, length } = draft as LaunchRequest;
  const usual = withDefaults<LaunchRequest>(schema, {
    optimizer: { name: optimizer.name },
    schedule: { name: kind.name },
    length: { unit: length.unit },
  });
  const before = new Map(leavesOf(usual));
  const { from: _from, ...settings } = draft as LaunchRequest; // said above the form
  const now = new Map(leavesOf(settings));
  // The kind of a schedule is a setting as well, though what comes with it is compared within that kind.
  before.set('/schedule/name', withDefaults<LaunchRequest>(schema, {}).schedule.name);
  const paths = [...new Set([...before.keys(), ...now.keys()])];
  return paths.flatMap((path) => {
    if (JSON.stringify(before.get(path)) === JSON.stringify(now.get(path))) return [];
    return [{ path, label: labelOf(path, schema), value: shorten(printField(now.get(path))), usual: before.get(path) }];
  });
}

function labelOf(path: string, schema: TSchema): string {
  return path === '/schedule/name' ? 'Schedule' : fieldLabel(schema as SchemaNode, path);
}

function shorten(text: string): string {
  if (text === '') return 'none';
  return text.length > MOST_LETTERS ? `${text.slice(0, MOST_LETTERS - 1)}…` : text;
}

/** Every value that is no object, with its JSON pointer. */
function leavesOf(value: unknown, path = ''): [path: string, value: unknown][] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [[path, value]];
  return Object.entries(value).flatMap(([key, inner]) => leavesOf(inner, `${path}/${key}`));
}
