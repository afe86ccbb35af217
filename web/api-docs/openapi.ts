/** The parts of an OpenAPI 3.1 document that the page shows. */
export interface OpenApi {
  info: { title: string; version: string; description?: string };
  tags?: { name: string; description?: string }[];
  paths: Record<string, Record<string, Operation>>;
  components?: { schemas?: Record<string, unknown> };
}

export interface Operation {
  operationId?: string;
  summary?: string;
  description?: string;
  tags?: string[];
  parameters?: { name: string; in: string; required?: boolean; description?: string; schema?: unknown }[];
  requestBody?: { content: Content };
  responses?: Record<string, { description?: string; content?: Content }>;
}

type Content = Record<string, { schema?: unknown }>;

export interface Entry extends Operation {
  id: string;
  method: string;
  path: string;
}

export interface Group {
  name: string;
  description: string;
  entries: Entry[];
}

/** The operations under their tags, in the order of the document; one without a tag is under the last. */
export function groupsOf({ paths, tags = [] }: OpenApi): Group[] {
  const entries = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      ...operation,
      id: operation.operationId ?? `${method}-${path}`,
      method: method.toUpperCase(),
      path,
    })),
  );
  const names = [...new Set([...tags.map(({ name }) => name), ...entries.map((entry) => tagOf(entry))])];
  return names
    .map((name) => ({
      name,
      description: tags.find((tag) => tag.name === name)?.description ?? '',
      entries: entries.filter((entry) => tagOf(entry) === name),
    }))
    .filter((group) => group.entries.length > 0);
}

function tagOf({ tags }: Operation): string {
  return tags?.[0] ?? 'Other';
}

/** The name of the schema that `$ref` refers to; undefined for a schema that is written out. */
export function refOf(schema: unknown): string | undefined {
  const ref = typeof schema === 'object' && schema !== null && '$ref' in schema ? String(schema.$ref) : undefined;
  return ref?.split('/').at(-1);
}
