import { Value } from 'typebox/value';
import { expect, test } from 'vitest';
import { createColumns } from '../../client/columns.ts';
import { resolveSettings } from '../../client/options.ts';
import * as wire from '../../client/wire.ts';
import { Batch, EventKind, LogLevel } from '../../shared/ingest.ts';
import * as run from '../../shared/run.ts';

const envelope = { writer: 'w', attempt: 1, seq: 1 };

test('what the client gathers is a batch by the server’s schema', () => {
  const columns = createColumns();
  for (const value of [0.5, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
    columns.point('train/loss', 1, 1e12, value);
  }
  columns.histogram({ key: 'w', step: 1, time: 1e12, edges: [0, 1], counts: [1], nonFinite: 0, mean: 'NaN' });
  for (const kind of wire.EVENT_KINDS) columns.event({ kind, step: 1, time: 1e12, text: 'x' });
  for (const level of wire.LOG_LEVELS) columns.line({ level, time: 1e12, text: 'x' });
  const { body, records } = columns.take();

  expect([...Value.Errors(Batch, JSON.parse(JSON.stringify({ ...envelope, ...body })))]).toEqual([]);
  expect(records).toBe(4 + 1 + wire.EVENT_KINDS.length + wire.LOG_LEVELS.length);
  expect(columns.take()).toEqual({ body: {}, records: 0 });
});

test('the client’s words are the server’s', () => {
  expect(wire.EVENT_KINDS.every((kind) => Value.Check(EventKind, kind))).toBe(true);
  expect(wire.EVENT_KINDS).toHaveLength((EventKind as unknown as { enum: string[] }).enum.length);
  expect(wire.LOG_LEVELS).toHaveLength((LogLevel as unknown as { enum: string[] }).enum.length);
});

test('the client’s types fit the server’s', () => {
  const batch = (body: wire.BatchBody): Batch => ({ ...envelope, ...body });
  const create = (body: wire.CreateRun): run.CreateRun => body;
  const patch = (body: wire.PatchRun): run.PatchRun => body;

  expect([batch, create, patch]).toHaveLength(3); // held by the compiler
});

test.each([
  [{}, {}, { url: 'http://127.0.0.1:4680', project: undefined }],
  [{}, { LOSSBOARD_URL: 'http://gpu:1/', LOSSBOARD_PROJECT: 'p' }, { url: 'http://gpu:1', project: 'p' }],
  [
    { url: 'http://a', project: 'q' },
    { LOSSBOARD_URL: 'http://gpu:1', LOSSBOARD_PROJECT: 'p' },
    { url: 'http://a', project: 'q' },
  ],
])('options %j over environment %j give %j', (options, env, expected) => {
  const { url, create } = resolveSettings(
    options,
    env,
    () => 'new',
    () => {},
  );

  expect({ url, project: create.project }).toEqual(expected);
  expect(create.id).toBe('new');
  expect(Value.Check(run.CreateRun, create)).toBe(true);
});
