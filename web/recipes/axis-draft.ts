import type { Axis } from '../../shared/recipes/recipe.ts';
import { nodeAt, type SchemaNode } from '../launch/schema-node.ts';

/** An axis as it is edited: what is typed is kept as text until it is read. */
export type AxisDraft =
  | { kind: 'values'; axis: Extract<Axis, { values: unknown }>; text: string }
  | { kind: 'choices'; axis: Extract<Axis, { values: unknown }>; options: unknown[]; chosen: unknown[] }
  | { kind: 'log'; axis: Extract<Axis, { log: unknown }>; low: string; high: string; count: string }
  | { kind: 'cases'; axis: Extract<Axis, { cases: unknown }>; chosen: string[] };

/** How an axis is edited: cases and what has a fixed choice are ticked, all else is typed. */
export function draftOf(axis: Axis, schema: SchemaNode): AxisDraft {
  if ('cases' in axis) return { kind: 'cases', axis, chosen: axis.cases.map(({ label }) => label) };
  if ('log' in axis) {
    const [low = 0, high = 0] = axis.log;
    return { kind: 'log', axis, low: String(low), high: String(high), count: String(axis.count) };
  }
  const options = nodeAt(schema, axis.at)?.enum ?? (axis.values.some(isCompound) ? axis.values : undefined);
  if (options) return { kind: 'choices', axis, options: [...options], chosen: axis.values };
  return { kind: 'values', axis, text: axis.values.join(', ') };
}

/** The axis that a draft stands for; null where it stands for none: nothing is chosen. */
export function axisOf(draft: AxisDraft): Axis | null {
  if (draft.kind === 'cases') {
    const cases = draft.axis.cases.filter(({ label }) => draft.chosen.includes(label));
    return cases.length > 0 ? { cases } : null;
  }
  if (draft.kind === 'log')
    return { ...draft.axis, log: [Number(draft.low), Number(draft.high)], count: Number(draft.count) };
  const values = draft.kind === 'choices' ? draft.chosen : readValues(draft.text);
  return values.length > 0 ? { ...draft.axis, values } : null;
}

/** Numbers and words between commas. */
export function readValues(text: string): unknown[] {
  const parts = text
    .split(/[,;\n]+/)
    .map((part) => part.trim())
    .filter(Boolean);
  return parts.map((part) => (Number.isFinite(Number(part)) ? Number(part) : part));
}

/** The caption of an axis. */
export function axisTitle(axis: Axis): string {
  if ('cases' in axis) return 'Cases';
  return axis.label || axis.at.slice(axis.at.lastIndexOf('/') + 1);
}

function isCompound(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}
