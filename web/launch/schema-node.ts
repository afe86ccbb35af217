import type { TSchema } from 'typebox';

/** The JSON Schema keywords that the form reads. */
export type SchemaNode = TSchema & {
  title?: string;
  description?: string;
  type?: string;
  const?: unknown;
  enum?: (string | number)[];
  default?: unknown;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
  maxLength?: number;
  properties?: Record<string, SchemaNode>;
  required?: string[];
  items?: SchemaNode;
  anyOf?: SchemaNode[];
  discriminator?: { propertyName: string };
};

export type FieldKind = 'variants' | 'object' | 'choice' | 'tag' | 'list' | 'number' | 'boolean' | 'long-text' | 'text';

/** A longer text has a field of several lines. */
const LONG_TEXT = 1000;

/** The control for a field of this schema. */
export function fieldKind(node: SchemaNode): FieldKind {
  if (node.anyOf && node.discriminator) return 'variants';
  if (node.properties) return 'object';
  if (node.enum) return 'choice';
  if (node.const !== undefined) return 'tag';
  if (node.items) return 'list';
  if (node.type === 'boolean') return 'boolean';
  if (node.type === 'number' || node.type === 'integer') return 'number';
  return (node.maxLength ?? 0) > LONG_TEXT ? 'long-text' : 'text';
}

/** The schema at a JSON pointer that leads through objects; undefined when there is none. */
export function nodeAt(root: SchemaNode, pointer: string): SchemaNode | undefined {
  const steps = pointer.split('/').slice(1);
  return steps.reduce<SchemaNode | undefined>((node, step) => node?.properties?.[step], root);
}

/** The values of a tagged union's tag, with their labels. */
export function variantsOf(node: SchemaNode): { value: string; label: string; title?: string | undefined }[] {
  const tag = node.discriminator?.propertyName ?? '';
  return (node.anyOf ?? []).map((variant) => {
    const value = String(variant.properties?.[tag]?.const);
    return { value, label: variant.title ?? value, title: variant.description };
  });
}

/**
 * Parses typed text for the schema. Text that is not a number stays text, so that validation rejects
 * it; empty text is undefined.
 */
export function parseField(node: SchemaNode, text: string): unknown {
  const trimmed = text.trim();
  if (node.items) {
    const parts = trimmed
      .split(/[,;]+/)
      .map((part) => part.trim())
      .filter(Boolean);
    return parts.map((part) => parseField(node.items as SchemaNode, part));
  }
  if (trimmed === '') return undefined;
  if (fieldKind(node) !== 'number') return text;
  const number = Number(trimmed);
  return Number.isFinite(number) ? number : trimmed;
}

/** The value of the choice with this text; undefined for none. */
export function choiceOf({ enum: choices = [] }: SchemaNode, text: string): string | number | undefined {
  return choices.find((choice) => String(choice) === text);
}

/** A value as the text that would be typed for it. */
export function printField(value: unknown): string {
  if (value === undefined || value === null) return '';
  return Array.isArray(value) ? value.map(String).join(', ') : String(value);
}

/** Larger bounds exist for technical reasons only and are not shown. */
const FARTHEST_BOUND = 99_999;

/** The bounds of a number as a hint; empty without any. */
export function boundsText({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }: SchemaNode): string {
  const low = bound('>', exclusiveMinimum) || bound('≥', minimum);
  const high = bound('<', exclusiveMaximum) || bound('≤', maximum);
  return [low, high].filter(Boolean).join(',\u00a0');
}

function bound(sign: string, value: number | undefined): string {
  return value === undefined || Math.abs(value) > FARTHEST_BOUND ? '' : `${sign}\u00a0${value}`;
}
