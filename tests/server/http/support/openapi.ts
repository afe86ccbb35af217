import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApp } from '../../../../server/app.ts';
import { readConfig } from '../../../../server/config.ts';

export interface Schema {
  $ref?: string;
  type?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  allOf?: Schema[];
  enum?: unknown[];
  items?: Schema;
  default?: unknown;
}

interface Body {
  description?: string;
  content?: Record<string, { schema: Schema }>;
}

export interface Operation {
  path: string;
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  operationId?: string;
  summary?: string;
  tags?: string[];
  parameters?: { name: string; in: 'path' | 'query'; description?: string; required?: boolean; schema: Schema }[];
  requestBody?: Body;
  responses: Record<string, Body>;
}

export interface OpenApi {
  openapi: string;
  tags: { name: string }[];
  paths: Record<string, Record<string, Omit<Operation, 'path' | 'method'>>>;
  components: { schemas: Record<string, Schema> };
}

/** The document of a server that has every route: for a whole file of tests, so it is read outside of them. */
export async function readDocument(): Promise<OpenApi> {
  const data = mkdtempSync(join(tmpdir(), 'lossboard-'));
  const read = readConfig(['--data', data, '--log-level', 'silent'], {});
  if (!('config' in read)) throw new Error('the flags of the test ask for no server');
  const { http } = await createApp({ config: read.config, version: '0.0.0-test' });
  await http.ready();
  const document = http.swagger() as unknown as OpenApi;
  await http.close();
  rmSync(data, { recursive: true });
  return document;
}

export function operationsIn({ paths }: OpenApi): Operation[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      ...operation,
      path,
      method: method.toUpperCase() as Operation['method'],
    })),
  );
}

/** Every object in a document, schemas among them, however deep. */
export function schemasIn(node: unknown): Schema[] {
  if (typeof node !== 'object' || node === null) return [];
  const inner = Object.values(node).flatMap(schemasIn);
  return Array.isArray(node) ? inner : [node as Schema, ...inner];
}
