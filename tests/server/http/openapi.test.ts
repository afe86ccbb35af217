import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { ERROR_STATUS } from '../../../shared/errors.ts';
import { EndReason } from '../../../shared/run.ts';
import { operationsIn, readDocument, schemasIn } from './support/openapi.ts';

const document = await readDocument();
const operations = operationsIn(document);
const faults = (found: (string | false)[]) => found.filter((each) => each !== false);

test('it is OpenAPI 3.1 and has every route of the API', () => {
  expect(document.openapi).toBe('3.1.0');
  expect(operations.length).toBeGreaterThan(25);
  expect(operations.map(({ operationId }) => operationId)).toEqual(
    expect.arrayContaining(['listRuns', 'createRun', 'getRun', 'ingestBatch', 'querySeries', 'launchRun', 'getHealth']),
  );
});

test('each operation has an id of its own, a summary and one of the declared tags', () => {
  const ids = operations.map(({ operationId }) => operationId);
  expect(ids.filter((id) => !/^[a-z][A-Za-z]+$/.test(String(id)))).toEqual([]);
  expect(new Set(ids).size).toBe(ids.length);
  expect(operations.filter(({ summary }) => !summary)).toEqual([]);
  const tags = document.tags.map(({ name }) => name);
  expect(operations.filter((each) => each.tags?.length !== 1 || !tags.includes(each.tags[0] ?? ''))).toEqual([]);
});

test('each parameter and each answer is described', () => {
  const silent = operations.flatMap(({ operationId, parameters = [], responses }) => [
    ...parameters.filter(({ description }) => !description).map(({ name }) => `${operationId} ${name}`),
    ...Object.entries(responses)
      .filter(([, { description }]) => !description || description === 'Default Response')
      .map(([status]) => `${operationId} ${status}`),
  ]);
  expect(silent).toEqual([]);
});

test('each error has its status by number and the one body, with the codes of that status', () => {
  const wrong = operations.flatMap(({ operationId, responses }) =>
    Object.entries(responses).map(([status, { content }]) => {
      if (!/^[1-5]\d\d$/.test(status)) return `${operationId} ${status}`;
      const { $ref = '' } = content?.['application/json']?.schema ?? {};
      return Number(status) >= 400 && !/Error$/.test($ref) && `${operationId} ${status} ${$ref}`;
    }),
  );
  expect(faults(wrong)).toEqual([]);
  for (const [name, { allOf }] of Object.entries(document.components.schemas)) {
    if (!name.endsWith('Error')) continue;
    expect(allOf?.[0]).toEqual({ $ref: '#/components/schemas/ErrorBody' });
    const codes = allOf?.[1]?.properties?.error?.properties?.code?.enum as (keyof typeof ERROR_STATUS)[];
    expect(new Set(codes.map((code) => ERROR_STATUS[code])).size).toBe(1);
  }
});

test('each JSON body, sent or answered, is a named schema', () => {
  const inline = operations.flatMap(({ operationId, requestBody, responses }) =>
    [requestBody, ...Object.values(responses)].map((each) => {
      const forms = Object.keys(each?.content ?? {});
      const schema = each?.content?.['application/json']?.schema;
      return (
        forms[0] === 'application/json' && schema?.$ref === undefined && `${operationId} ${JSON.stringify(schema)}`
      );
    }),
  );
  expect(faults(inline)).toEqual([]);
});

test('no schema of three or more properties stands in it twice', () => {
  const large = schemasIn(document).filter(({ properties = {} }) => Object.keys(properties).length >= 3);
  const texts = large.map(({ properties }) => JSON.stringify(properties));
  expect(texts.filter((text, index) => texts.indexOf(text) !== index)).toEqual([]);
});

test('each reference leads to a schema', () => {
  const refs = schemasIn(document).flatMap(({ $ref }) => $ref ?? []);
  expect(refs.length).toBeGreaterThan(100);
  const known = Object.keys(document.components.schemas).map((name) => `#/components/schemas/${name}`);
  expect(refs.filter((ref) => !known.includes(ref))).toEqual([]);
});

test('one idea has one name: pixels, cursor and nextCursor, ISO 8601 in what ends in At, codes in snake_case', () => {
  const parameters = operations.flatMap(({ parameters = [] }) => parameters.map(({ name, schema }) => [name, schema]));
  const properties = schemasIn(document).flatMap(({ properties = {} }) => Object.entries(properties));
  const named = [...parameters, ...properties] as [string, { type?: string; format?: string; anyOf?: object[] }][];

  expect(named.filter(([name]) => /^(maxSteps|maxPoints|resolution|page|offset|pageSize|next)$/.test(name))).toEqual(
    [],
  );
  expect(named.filter(([name]) => name === 'pixels').length).toBeGreaterThan(2);
  const timed = named.filter(([name]) => /At$/.test(name));
  expect(timed.length).toBeGreaterThan(4);
  expect(timed.filter(([, schema]) => !JSON.stringify(schema).includes('date-time'))).toEqual([]);
  const codes = [...Object.keys(ERROR_STATUS), ...EndReason.properties.code.enum];
  expect(codes.filter((code) => !/^[a-z]+(_[a-z]+)*$/.test(code))).toEqual([]);
});

test('each schema in it is JSON Schema 2020-12', () => {
  const ajv = new Ajv2020({ strict: false });
  const all = Object.values(document.components.schemas);
  expect(all.filter((schema) => !ajv.validateSchema(schema))).toEqual([]);
  const numbers = { prefixItems: [{ type: 'number' }, { type: 'number' }], items: false, minItems: 2 };
  expect(document.components.schemas.SeriesQuery?.properties?.window).toMatchObject(numbers);
});

test('what has a default need not be sent', () => {
  const launch = document.components.schemas.LaunchRequest;
  expect(launch?.required).toEqual([]);
  expect(launch?.properties?.batchSize?.default).toBe(64);
  const list = operations.find(({ operationId }) => operationId === 'listRuns');
  expect(list?.parameters?.filter(({ required }) => required)).toEqual([]);
});

test('whatever takes a body says in which forms', () => {
  const formsOf = (id: string) =>
    Object.keys(operations.find(({ operationId }) => operationId === id)?.requestBody?.content ?? {});
  expect(formsOf('uploadDataset')).toContain('text/csv');
  expect(formsOf('createRun')).toEqual(['application/json']);
});
