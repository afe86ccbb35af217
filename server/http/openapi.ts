import swagger from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';
import type { TSchema } from 'typebox';
import { hoistNamedSchemas, keepNames } from './named-schemas.ts';

const TAGS = [
  { name: 'Runs', description: 'Create, find, change, stop and delete runs.' },
  { name: 'Logging', description: 'Log to a run.' },
  { name: 'Projects', description: 'Describe projects, and keep views of their runs and reports about them.' },
  { name: 'Alerts', description: 'Be told what happens to runs.' },
  { name: 'Studies', description: 'Searches for the best values of some settings.' },
  { name: 'Curves', description: 'Read, export and change what runs logged.' },
  { name: 'Training', description: 'Train on this server, and the datasets for it.' },
  { name: 'Inspect', description: 'Look into the networks of training runs.' },
  { name: 'Server', description: 'The server itself.' },
];

type Node = TSchema & { properties?: Record<string, Node>; required?: string[]; anyOf?: Node[]; items?: Node | Node[] };

/** Collects the routes registered after it into an OpenAPI 3.1 document at /api/v1/openapi.json. */
export async function describeApi(app: FastifyInstance, version: string): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Lossboard',
        version,
        description:
          'Experiment tracking that also trains. Errors have one body, `{"error": {"code", "message", "details"}}`. NaN and the infinities travel as the strings "NaN", "Infinity" and "-Infinity". Times whose name ends in `At` are ISO 8601 in UTC; `time` and `startTime` of points are milliseconds since the epoch. Changes are sent over a WebSocket at `/api/v1/live`. A wrong method on a known path answers 405 with `Allow`.',
        license: { name: 'MIT', identifier: 'MIT' },
      },
      servers: [{ url: '/' }],
      security: [],
      tags: TAGS,
    },
    transform: ({ schema, url }) => {
      const { body, querystring } = (schema ?? {}) as { body?: Node; querystring?: Node };
      const sent = {
        ...(body && { body: inEachForm(body) }),
        ...(querystring && { querystring: asSent(querystring) }),
      };
      return { schema: keepNames(inDialect2020({ ...schema, ...sent })) as object, url };
    },
    transformObject: (built) =>
      hoistNamedSchemas('openapiObject' in built ? { ...built.openapiObject } : { ...built.swaggerObject }),
  });
}

/** A body that may come in several forms has a schema for each. */
function inEachForm(body: Node & { content?: Record<string, { schema: Node }> }): object {
  if (!body.content) return asSent(body);
  return { content: mapValues(body.content, ({ schema }) => ({ schema: asSent(schema) })) };
}

/** A schema as its sender sees it: what has a default need not be given. */
function asSent(node: Node): Node {
  const { properties, required, anyOf, items } = node;
  const needed = required?.filter((key) => properties?.[key]?.['default' as keyof Node] === undefined);
  return {
    ...node,
    ...(properties && { properties: mapValues(properties, asSent) }),
    ...(required && { required: needed }),
    ...(anyOf && { anyOf: anyOf.map(asSent) }),
    ...(items && !Array.isArray(items) && { items: asSent(items) }),
  } as Node;
}

/**
 * A schema in the dialect of OpenAPI 3.1, JSON Schema 2020-12, where the items of a tuple are its `prefixItems`. A
 * `discriminator` may choose among named schemas only: the constant in each variant says the same.
 */
function inDialect2020(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(inDialect2020);
  if (typeof node !== 'object' || node === null) return node;
  const {
    items,
    additionalItems,
    discriminator: _,
    presence: _presence,
    ...others
  } = mapValues(node as Record<string, unknown>, inDialect2020);
  if (Array.isArray(items)) return { ...others, prefixItems: items, items: additionalItems ?? true };
  return { ...others, ...(items !== undefined && { items }) };
}

function mapValues<In, Out>(record: Record<string, In>, change: (value: In) => Out): Record<string, Out> {
  return Object.fromEntries(Object.entries(record).map(([key, node]) => [key, change(node)]));
}
