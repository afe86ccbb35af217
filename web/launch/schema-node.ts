import type { TSchema } from 'typebox';

/** What the form reads of a schema: the JSON Schema keywords that shape a field. */
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

export type FieldKind = 'variants' | 'object' | 'choice' | 'tag' | 'list' | 'number' | 'long-text' | 'text';

/** A text of more characters than this is written in several lines. */
const LONG_TEXT = 1000;

/** How a field of this schema is filled in. */
export function fieldKind(node: SchemaNode): FieldKind {
  if (node.anyOf && node.discriminator) return 'variants';
  if (node.properties) return 'object';
  if (node.enum) return 'choice';
  if (node.const !== undefined) return 'tag';
  if (node.items) return 'list';
  if (node.type === 'number' || node.type === 'integer') return 'number';
  return (node.maxLength ?? 0) > LONG_TEXT ? 'long-text' : 'text';
}

/** The values a tagged union's tag can have, with what each is called. */
export function variantsOf(node: SchemaNode): { value: string; label: string; title?: string | undefined }[] {
  const tag = node.discriminator?.propertyName ?? '';
  return (node.anyOf ?? []).map((variant) => {
    const value = String(variant.properties?.[tag]?.const);
    return { value, label: variant.title ?? value, title: variant.description };
  });
}

/**
 * What a typed text means to the schema. Text that is no number stays text, so that the schema can
 * refuse it; nothing typed is no value.
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

/** The value of a choice that a text names; undefined for none. */
export function choiceOf({ enum: choices = [] }: SchemaNode, text: string): string | number | undefined {
  return choices.find((choice) => String(choice) === text);
}

/** A value as the text that would be typed for it. */
export function printField(value: unknown): string {
  if (value === undefined || value === null) return '';
  return Array.isArray(value) ? value.map(String).join(', ') : String(value);
}

/** Bounds past this are there for the machine's sake. */
const FARTHEST_BOUND = 99_999;

/** The bounds of a number that a person should know; empty without any. */
export function boundsText({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }: SchemaNode): string {
  const low = bound('>', exclusiveMinimum) || bound('≥', minimum);
  const high = bound('<', exclusiveMaximum) || bound('≤', maximum);
  return [low, high].filter(Boolean).join(',\u00a0');
}

function bound(sign: string, value: number | undefined): string {
  return value === undefined || Math.abs(value) > FARTHEST_BOUND ? '' : `${sign}\u00a0${value}`;
}
