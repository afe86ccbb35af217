import { isDeepStrictEqual } from 'node:util';

/** Stands for `$id` between the two functions below, for a document's builder would resolve that itself. */
const NAME = 'x-schema-name';

type Json = Record<string, unknown>;

/** A schema whose `$id`s are kept for `hoistNamedSchemas`. */
export function keepNames(schema: unknown): unknown {
  return mapNodes(schema, ({ $id, ...others }) => (typeof $id === 'string' ? { [NAME]: $id, ...others } : others));
}

/**
 * An OpenAPI document in which each schema with a name stands once, under `components.schemas`, and is
 * referred to everywhere else.
 *
 * @throws {Error} when two different schemas have one name
 */
export function hoistNamedSchemas(document: Json): Json {
  const schemas: Record<string, unknown> = {};
  const hoisted = mapNodes(document, ({ [NAME]: name, ...schema }) => {
    if (typeof name !== 'string') return schema;
    if (schemas[name] !== undefined && !isDeepStrictEqual(schemas[name], schema))
      throw new Error(`Two different schemas are called "${name}".`);
    schemas[name] = schema;
    return { $ref: `#/components/schemas/${name}` };
  }) as Json;
  const sorted = Object.fromEntries(Object.entries(schemas).sort(([a], [b]) => (a < b ? -1 : 1)));
  return { ...hoisted, components: { ...(hoisted.components as Json | undefined), schemas: sorted } };
}

/** Changes every object within a value, the inner ones first. */
function mapNodes(node: unknown, change: (node: Json) => Json): unknown {
  if (Array.isArray(node)) return node.map((each) => mapNodes(each, change));
  if (typeof node !== 'object' || node === null) return node;
  return change(Object.fromEntries(Object.entries(node).map(([key, value]) => [key, mapNodes(value, change)])));
}
