import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { BATCH_MEDIA_TYPE, encodeBatch } from '../../../shared/batch-codec.ts';
import type { Batch } from '../../../shared/ingest.ts';
import { openPage } from '../../support/live-page.ts';
import { startServer } from '../../support/start-server.ts';

const BATCH: Batch = {
  writer: 'w',
  attempt: 1,
  seq: 1,
  series: { loss: { step: [3, 1, 2], time: [30, 10, 20], value: ['NaN', 0.5, '-Infinity'] } },
  histograms: [{ key: 'weights', step: 1, time: 10, edges: [0, 1, 2], counts: [3, 4] }],
  events: [{ kind: 'note', step: 1, time: 10, text: 'a mark' }],
  logs: [{ time: 10, level: 'info', text: 'a line' }],
};

async function binaryServer() {
  const server = await startServer();
  await server.send('POST', '/runs', { id: 'r1' });
  const post = async (payload: Uint8Array, headers: Record<string, string> = {}) => {
    const answer = await server.app.inject({
      method: 'POST',
      url: '/api/v1/runs/r1/ingest',
      headers: { 'content-type': BATCH_MEDIA_TYPE, ...headers },
      payload: Buffer.from(payload),
    });
    return { status: answer.statusCode, body: answer.json() };
  };
  const points = async () =>
    (await server.send('POST', '/query/series', { runs: ['r1'], keys: ['loss'] })).body.series[0]?.buckets;
  return { ...server, post, points };
}

describe('a binary batch', () => {
  test('stores what the same batch in JSON does, and is the same batch', async () => {
    const { post, send, points, run } = await binaryServer();
    expect(await post(encodeBatch(BATCH))).toEqual({ status: 200, body: { acked: 1, duplicate: false, rev: 1 } });
    expect(await points()).toMatchObject({ step: [1, 2, 3], time: [10, 20, 30], last: [0.5, '-Infinity', 'NaN'] });
    expect((await send('GET', '/runs/r1/logs')).body).toMatchObject({ total: 1, lines: [{ text: 'a line' }] });
    expect((await send('GET', '/runs/r1/events')).body.events).toMatchObject([{ text: 'a mark' }]);
    expect((await send('GET', '/runs/r1/histograms')).body.keys).toMatchObject([{ key: 'weights', count: 1 }]);

    expect((await send('POST', '/runs/r1/ingest', BATCH)).body).toMatchObject({ acked: 1, duplicate: true });
    expect((await run('r1')).ledger).toEqual({ sent: 6, stored: 3, rewritten: 0, duplicated: 3, rejected: 0 });
  });

  test('may call its attempt epoch, but not give it two numbers', async () => {
    const { post, points } = await binaryServer();
    const { attempt, ...rest } = BATCH;
    expect(await post(encodeBatch({ ...BATCH, epoch: 2 } as Batch))).toMatchObject({
      status: 400,
      body: { error: { code: 'invalid', message: expect.stringMatching(/attempt 1 and epoch 2/) } },
    });
    expect((await post(encodeBatch({ ...rest, epoch: attempt + 1 } as never))).status).toBe(410);
    expect((await post(encodeBatch({ ...rest, epoch: attempt } as never))).status).toBe(200);
    expect((await points()).step).toEqual([1, 2, 3]);
  });

  test('may be gzipped, and counts by its decoded size', async () => {
    const { post, points } = await binaryServer();
    const gzip = { 'content-encoding': 'gzip' };
    expect((await post(gzipSync(encodeBatch(BATCH)), gzip)).status).toBe(200);
    expect((await points()).step).toEqual([1, 2, 3]);

    const bomb = gzipSync(Buffer.alloc(65 * 1024 ** 2));
    expect(bomb.length).toBeLessThan(100_000);
    expect(await post(bomb, gzip)).toMatchObject({ status: 413, body: { error: { code: 'too_large' } } });
  });

  test('reaches a page as the numbers and words of JSON', async () => {
    const server = await binaryServer();
    const address = await server.listen();
    const page = await openPage(address);
    page.watch({ r1: { after: 0, series: 'all', logs: false, histograms: false } });
    await server.post(encodeBatch(BATCH), { host: new URL(address).host });
    await page.untilRev('r1', 1);
    expect(page.commits('r1')[0]?.series).toEqual(BATCH.series);
  });

  const notANumber = { step: [1], time: [1], value: [1] };
  test.each<[string, Uint8Array, object]>([
    ['no batch at all', Buffer.from('{"writer": "w"}'), { code: 'invalid' }],
    ['nothing', new Uint8Array(), { code: 'invalid' }],
    [
      'a body that was cut',
      encodeBatch(BATCH).subarray(0, -8),
      { code: 'bad_point', details: { series: 'loss', column: 'value', index: 2 } },
    ],
    [
      'a step that is none',
      encodeBatch({ ...BATCH, series: { loss: { ...notANumber, step: [Number.NaN] } } }),
      { code: 'bad_point', details: { series: 'loss', column: 'step', index: 0, value: 'NaN' } },
    ],
    [
      'a time that is none',
      encodeBatch({ ...BATCH, series: { loss: { ...notANumber, time: [Number.POSITIVE_INFINITY] } } }),
      { code: 'bad_point', details: { column: 'time', value: 'Infinity' } },
    ],
    [
      'a reserved key',
      encodeBatch({ ...BATCH, series: Object.fromEntries([['__proto__', notANumber]]) }),
      { code: 'bad_point', details: { series: '__proto__' } },
    ],
    [
      'a field that is not known',
      encodeBatch({ ...BATCH, colour: 'red' } as Batch),
      { code: 'invalid', details: { fields: [{ path: '/colour' }] } },
    ],
  ])('is refused by name, and nothing of it is stored: %s', async (_name, payload, error) => {
    const { post, points, run } = await binaryServer();
    expect(await post(payload)).toMatchObject({ status: 400, body: { error } });
    expect(await points()).toBeUndefined();
    expect(await run('r1')).toMatchObject({ rev: 0, ledger: { stored: 0 } });
    expect((await post(encodeBatch(BATCH))).status).toBe(200);
  });

  test('is taken by no other route', async () => {
    const { app } = await binaryServer();
    const headers = { 'content-type': BATCH_MEDIA_TYPE };
    const answer = await app.inject({ method: 'POST', url: '/api/v1/runs', headers, payload: encodeBatch(BATCH) });
    expect(answer.statusCode).toBe(415);
  });
});
