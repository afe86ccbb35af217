import type { TSchema } from 'typebox';
import { Job } from '../../shared/training/job.ts';
import { variantOf } from '../../shared/validate.ts';

type Json = Record<string, unknown>;
type Node = TSchema & {
  type?: string;
  title?: string;
  properties?: Record<string, Node>;
  anyOf?: Node[];
  items?: Node;
  const?: unknown;
  enum?: unknown[];
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
  discriminator?: { propertyName: string };
};

/** A setting of a job that a study can vary. */
export interface Setting {
  at: string;
  /** Where it is, in words: `Optimizer · Learning rate`. */
  label: string;
  kind: 'number' | 'integer' | 'choice' | 'list';
  value: unknown;
  choices: unknown[];
  /** The least and the most that it may be; a bound that is excluded is not a bound here. */
  low: number;
  high: number;
}

/** Every setting of a job that is a number, one of some names, or a list of numbers, in the order of its schema. */
export function settingsOf(job: Json, schema: TSchema = Job): Setting[] {
  return walk(schema as Node, job, '', '');
}

function walk(node: Node, value: unknown, at: string, label: string): Setting[] {
  const variant = (node.anyOf && (variantOf(node, value) as Node | undefined)) || node;
  const tag = node.discriminator?.propertyName;
  const inner = Object.entries(variant.properties ?? {}).flatMap(([key, child]) => {
    const name = child.title ?? key;
    return walk(child, (value as Json | undefined)?.[key], `${at}/${key}`, label ? `${label} · ${name}` : name);
  });
  const names = node.anyOf?.map((each) => each.properties?.[tag ?? '']?.const) ?? [];
  const own = tag && at ? [choice(`${at}/${tag}`, node.title ?? label, (value as Json)?.[tag], names)] : [];
  return [...own, ...inner, ...leaf(variant, value, at, label)];
}

function leaf({ type, items, ...node }: Node, value: unknown, at: string, label: string): Setting[] {
  if (node.enum && node.enum.length > 1) return [choice(at, label, value, node.enum)];
  if (type === 'array' && items?.type === 'integer') return [{ ...choice(at, label, value, []), kind: 'list' }];
  if (type === 'boolean') return [choice(at, label, value, [false, true])];
  if (type !== 'number' && type !== 'integer') return [];
  const low = node.minimum ?? node.exclusiveMinimum ?? -Infinity;
  const high = node.maximum ?? node.exclusiveMaximum ?? Infinity;
  return [{ at, label, kind: type, value, choices: [], low, high }];
}

function choice(at: string, label: string, value: unknown, choices: unknown[]): Setting {
  return { at, label, kind: 'choice', value, choices, low: -Infinity, high: Infinity };
}
