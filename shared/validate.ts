import type { TSchema } from 'typebox';
import { Pointer, Value } from 'typebox/value';
import type { FieldError } from './errors.ts';

type Node = TSchema & {
  properties?: Record<string, Node>;
  required?: string[];
  items?: Node;
  patternProperties?: Record<string, Node>;
  anyOf?: Node[];
  type?: string;
  description?: string;
  additionalProperties?: boolean;
  default?: unknown;
  const?: unknown;
  enum?: unknown[];
  discriminator?: { propertyName: string };
  /** Of a union of objects: the properties that make a value one of the first, in their order; the last has none of them. */
  presence?: string[];
};

/** The variant of a tagged union that `value` names, or undefined when it names none; without a tag, by a property that only it has. */
export function variantOf(union: TSchema, value: unknown): TSchema | undefined {
  const { anyOf = [], discriminator, presence } = union as Node;
  if (presence !== undefined) {
    const found = presence.findIndex((property) => isRecord(value) && Object.hasOwn(value, property));
    return anyOf[found < 0 ? anyOf.length - 1 : found];
  }
  if (!discriminator || typeof value !== 'object' || value === null) return undefined;
  const tag = (value as Record<string, unknown>)[discriminator.propertyName];
  return anyOf.find((variant) => variant.properties?.[discriminator.propertyName]?.const === tag);
}

/** Whether `withDefaults` may add something to a value of `schema`. */
export function hasDefaults(schema: TSchema): boolean {
  const { default: own, properties = {}, anyOf = [] } = schema as Node;
  return own !== undefined || [...Object.values(properties), ...anyOf].some(hasDefaults);
}

/** A copy of `value` with every default of `schema` filled in. */
export function withDefaults<T>(schema: TSchema, value: unknown): T {
  return fill(schema as Node, structuredClone(value)) as T;
}

/** All errors of `value`, one a field; tagged unions are checked against the variant that they name. */
export function fieldErrors(schema: TSchema, value: unknown, path = ''): FieldError[] {
  const node = schema as Node;
  if (isTagged(node)) return unionErrors(node, value, path);
  if (node.anyOf) return eitherErrors(node, value, path);
  if (node.properties && isRecord(value)) return objectErrors(node, value, path);
  if (node.patternProperties && isRecord(value)) return recordErrors(node, value, path);
  if (node.items && Array.isArray(value)) {
    const own = Value.Check({ ...node, items: {} } as TSchema, value)
      ? []
      : leafErrors({ ...node, items: {} } as Node, value, path);
    return [...own, ...value.flatMap((item, index) => fieldErrors(node.items as Node, item, `${path}/${index}`))];
  }
  return Value.Check(node, value) ? [] : leafErrors(node, value, path);
}

function isTagged({ anyOf, discriminator, presence }: Node): boolean {
  return anyOf !== undefined && (discriminator !== undefined || presence !== undefined);
}

function unionErrors(node: Node, value: unknown, path: string): FieldError[] {
  const variant = variantOf(node, value);
  if (variant) return fieldErrors(variant, value, path);
  const tag = node.discriminator?.propertyName ?? '';
  const names = (node.anyOf ?? []).map((each) => String(each.properties?.[tag]?.const));
  if (!isRecord(value)) return [{ path, message: `must be an object with "${tag}" one of ${names.join(', ')}`, value }];
  return [{ path: `${path}/${tag}`, message: `must be one of ${names.join(', ')}`, value: value[tag] }];
}

/** A union without a tag is checked as a whole, except one that only adds null. */
function eitherErrors(node: Node, value: unknown, path: string): FieldError[] {
  if (Value.Check(node, value)) return [];
  const variants = (node.anyOf ?? []).filter((each) => each.type !== 'null');
  if (variants.length === 1) return fieldErrors(variants[0] as Node, value, path);
  if (!node.description) return leafErrors(node, value, path);
  const expected = node.description.replace(/\.$/, '');
  return [{ path, message: `must be ${expected[0]?.toLowerCase()}${expected.slice(1)}`, value }];
}

function recordErrors(node: Node, value: Record<string, unknown>, path: string): FieldError[] {
  if (Value.Check(node, value)) return [];
  const patterns = Object.entries(node.patternProperties ?? {}).map(
    ([key, inner]) => [new RegExp(key), inner] as const,
  );
  const found = Object.entries(value).flatMap(([key, each]) => {
    const inner = patterns.find(([pattern]) => pattern.test(key))?.[1];
    return inner ? fieldErrors(inner, each, `${path}/${escapePointer(key)}`) : [];
  });
  return found.length > 0 ? found : leafErrors(node, value, path);
}

function objectErrors(node: Node, value: Record<string, unknown>, path: string): FieldError[] {
  const properties = node.properties ?? {};
  const missing = (node.required ?? [])
    .filter((key) => !Object.hasOwn(value, key))
    .map((key) => ({ path: `${path}/${escapePointer(key)}`, message: 'is required' }));
  const present = Object.entries(value).flatMap(([key, each]) => {
    const at = `${path}/${escapePointer(key)}`;
    if (Object.hasOwn(properties, key)) return fieldErrors(properties[key] as Node, each, at);
    return node.additionalProperties === false ? [{ path: at, message: 'is not a known field', value: each }] : [];
  });
  const found = [...missing, ...present];
  return found.length > 0 || Value.Check(node, value) ? found : leafErrors(node, value, path);
}

function leafErrors(node: Node, value: unknown, path: string): FieldError[] {
  if (node.enum) return [{ path, message: `must be one of ${node.enum.join(', ')}`, value }];
  const errors = Value.Errors(node, value).map((error) => ({
    path: path + error.instancePath,
    message: error.message,
    value: Pointer.Get(value, error.instancePath),
  }));
  return errors.length > 0 ? errors : [{ path, message: 'is not valid', value }];
}

function fill(node: Node, value: unknown): unknown {
  const filled = value === undefined && node.default !== undefined ? structuredClone(node.default) : value;
  if (isTagged(node)) {
    const variant = variantOf(node, filled);
    return variant ? fill(variant as Node, filled) : filled;
  }
  if (node.properties && isRecord(filled)) {
    for (const [key, property] of Object.entries(node.properties)) {
      const inner = fill(property, filled[key]);
      if (inner !== undefined) filled[key] = inner;
    }
  }
  return filled;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A key as one step of a JSON pointer (RFC 6901). */
function escapePointer(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}
