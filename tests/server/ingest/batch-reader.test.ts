import { describe, expect, onTestFinished, test } from 'vitest';
import { type BatchBody, judgeBody } from '../../../server/ingest/batch-body.ts';
import { createBatchReader } from '../../../server/ingest/batch-reader.ts';
import { encodeBatch } from '../../../shared/batch-codec.ts';

const BATCH = {
  writer: 'w',
  attempt: 1,
  seq: 1,
  series: {
    loss: { step: [2, 1], time: [20, 10], value: ['NaN' as const, -0] },
    empty: { step: [], time: [], value: [] },
    '1': { step: [3], time: [30], value: [1e300] },
  },
  logs: [{ time: 10, level: 'info' as const, text: 'a line' }],
};
const json = (value: unknown): BatchBody => ({ form: 'json', bytes: new TextEncoder().encode(JSON.stringify(value)) });
const binary = (bytes: Uint8Array): BatchBody => ({ form: 'binary', bytes });

function readerInThread() {
  const reader = createBatchReader({ smallBytes: 0 });
  onTestFinished(() => reader.close());
  return reader;
}

describe('a batch that is read in a thread', () => {
  test.each<[string, () => BatchBody]>([
    ['JSON', () => json(BATCH)],
    ['the binary form', () => binary(encodeBatch(BATCH))],
    ['no points', () => json({ writer: 'w', attempt: 1, seq: 1 })],
    ['a bad point', () => json({ ...BATCH, series: { loss: { step: [1, 2], time: [1, 2], value: [1, 'x'] } } })],
    ['an unknown field', () => json({ ...BATCH, more: 1 })],
    ['no JSON', () => ({ form: 'json', bytes: new TextEncoder().encode('{"writer": nope}') })],
    ['bytes that are not UTF-8', () => ({ form: 'json', bytes: Uint8Array.of(0x22, 0xff, 0x22) })],
    ['a binary batch that is cut', () => binary(encodeBatch(BATCH).subarray(0, -8))],
  ])('%s is judged as it is without one', async (_name, body) => {
    expect(await readerInThread().read(body())).toEqual(judgeBody(body()));
  });

  test('comes whole, however many are read at once', async () => {
    const reader = readerInThread();
    const judged = await Promise.all([1, 2, 3, 4].map((seq) => reader.read(json({ ...BATCH, seq }))));
    expect(judged).toMatchObject(
      [1, 2, 3, 4].map((seq) => ({ batch: { seq, series: { '1': {}, loss: {}, empty: {} } } })),
    );
  });
});

describe('a body that would be costly to parse', () => {
  const many = (text: string, count: number) => new TextEncoder().encode(`{"logs":[${text.repeat(count)}0]}`);

  test.each([
    ['sixty million brackets', '[],', 20_000_000, 'too_large', /250000 arrays and objects/],
    ['ten million numbers', '0,', 10_000_000, 'too_large', /4000000 values/],
    ['a deep nest', '[', 20_000_000, 'invalid', /deeper than 10 levels/],
  ])('%s: is refused before it is parsed', (_name, text, count, code, reason) => {
    const judged = judgeBody({ form: 'json', bytes: many(text, count) });
    expect(judged).toMatchObject({ error: { code, message: expect.stringMatching(reason) }, points: 0 });
  });

  test('is refused in the envelope of the binary form too', () => {
    const envelope = many('[],', 1_000_000);
    const header = new Uint32Array([0x5442424c, 1, envelope.length, 0]);
    const bytes = Buffer.concat([Buffer.from(header.buffer), envelope, Buffer.alloc(8)]);
    expect(judgeBody(binary(bytes))).toMatchObject({ error: { message: expect.stringMatching(/250000 arrays/) } });
  });
});
