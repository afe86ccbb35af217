import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { startServer } from '../../support/start-server.ts';

const columns = (...values: unknown[]) => ({
  step: values.map((_, index) => index + 1),
  time: values.map((_, index) => 1_700_000_000_000 + index),
  value: values,
});
const batch = (seq: number, more: object = { series: { loss: columns(seq) } }, writer = 'w') => ({
  writer,
  attempt: 1,
  seq,
  ...more,
});

async function serverWithRun(options = {}) {
  const server = await startServer(options);
  await server.send('POST', '/runs', { id: 'r1' });
  return { ...server, ingest: (body: unknown) => server.send('POST', '/runs/r1/ingest', body) };
}

describe('the batch protocol', () => {
  test('a batch is acknowledged with the revision that holds it, and a repeated one changes nothing', async () => {
    const { ingest, run } = await serverWithRun();
    expect(await ingest(batch(1))).toMatchObject({ status: 200, body: { acked: 1, duplicate: false, rev: 1 } });
    expect(await ingest(batch(2))).toMatchObject({ status: 200, body: { acked: 2, duplicate: false, rev: 2 } });
    expect(await ingest(batch(2))).toMatchObject({ status: 200, body: { acked: 2, duplicate: true } });
    expect((await run('r1')).summary.loss).toMatchObject({ last: 2, count: 1 });
  });

  test('a gap names the seq expected', async () => {
    const { ingest } = await serverWithRun();
    expect(await ingest(batch(3))).toMatchObject({
      status: 409,
      body: { error: { code: 'seq_gap', details: { expected: 1 } } },
    });
  });

  test('the attempt may go by its former name, epoch, and fences under either', async () => {
    const { ingest } = await serverWithRun();
    const named = (seq: number, names: object) => ({ writer: 'w', seq, series: { loss: columns(seq) }, ...names });
    expect(await ingest(named(1, { epoch: 1 }))).toMatchObject({ status: 200, body: { acked: 1, duplicate: false } });
    expect((await ingest(named(1, { attempt: 1 }))).body).toMatchObject({ acked: 1, duplicate: true });
    expect((await ingest(named(2, { attempt: 1, epoch: 1 }))).body).toMatchObject({ acked: 2, duplicate: false });
    expect((await ingest(named(3, { epoch: 2 }))).status).toBe(410);
    expect((await ingest(named(3, { attempt: 2 }))).status).toBe(410);
  });

  test('two different numbers for the attempt are refused, naming both, and nothing is stored', async () => {
    const { ingest, run } = await serverWithRun();
    const { status, body } = await ingest({ ...batch(1), attempt: 1, epoch: 2 });
    expect(status).toBe(400);
    expect(body.error).toMatchObject({
      code: 'invalid',
      message: expect.stringMatching(/attempt 1 and epoch 2/),
      details: {
        fields: [
          { path: '/attempt', value: 1 },
          { path: '/epoch', value: 2 },
        ],
      },
    });
    expect((await run('r1')).ledger).toMatchObject({ stored: 0, rejected: 1 });
  });

  test('points that can never be taken in are counted as rejected; those that come again are not', async () => {
    const { ingest, run } = await serverWithRun();
    await ingest(batch(1));
    expect((await ingest({ ...batch(2), attempt: 2 })).status).toBe(410);
    expect((await ingest(batch(1, { series: { loss: columns(8, 9) } }))).status).toBe(409);
    expect((await ingest(batch(3))).status).toBe(409);
    expect((await run('r1')).ledger).toEqual({ sent: 4, stored: 1, rewritten: 0, duplicated: 0, rejected: 3 });
  });

  test('batches sent at once by several writers are each counted once', async () => {
    const { ingest, run } = await serverWithRun();
    const writers = Array.from({ length: 20 }, (_, index) => `w${index}`);
    const send = (writer: string) => ingest(batch(1, { series: { [writer]: columns(1, 2, 3) } }, writer));
    const answers = await Promise.all([...writers, ...writers].map(send));
    expect(answers.map(({ status }) => status)).toEqual(Array(40).fill(200));
    expect(answers.filter(({ body }) => body.duplicate)).toHaveLength(20);
    expect((await run('r1')).ledger.stored).toBe(60);
  });

  test('gzip is taken', async () => {
    const { app, run } = await serverWithRun();
    const payload = gzipSync(JSON.stringify(batch(1, { series: { loss: columns(0.5, 'NaN', '-Infinity') } })));
    const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' };
    const answer = await app.inject({ method: 'POST', url: '/api/v1/runs/r1/ingest', headers, payload });
    expect(answer.statusCode).toBe(200);
    expect((await run('r1')).summary.loss).toMatchObject({ last: '-Infinity', count: 3 });
  });

  test('a run that is not there, or in the trash, takes nothing', async () => {
    const { send, ingest } = await serverWithRun();
    expect((await send('POST', '/runs/absent/ingest', batch(1))).status).toBe(404);
    await send('DELETE', '/runs/r1');
    expect((await ingest(batch(1))).status).toBe(409);
  });
});

describe('a bad point refuses the whole batch', () => {
  const good = columns(1, 2, 3);
  const hugeKey = 'k'.repeat(257);
  test.each<[string, object, object]>([
    [
      'a value that is no number',
      { series: { loss: columns(1, '2', 3) } },
      { series: 'loss', column: 'value', index: 1, value: '2' },
    ],
    ['a missing value', { series: { loss: columns(1, 2, null) } }, { column: 'value', index: 2 }],
    ['an object', { series: { loss: columns({}) } }, { column: 'value', index: 0 }],
    ['a negative step', { series: { loss: { ...good, step: [1, -2, 3] } } }, { column: 'step', index: 1, value: -2 }],
    ['half a step', { series: { loss: { ...good, step: [1, 2, 2.5] } } }, { column: 'step', index: 2 }],
    ['a step beyond 2^53', { series: { loss: { ...good, step: [1, 2, 2 ** 53] } } }, { column: 'step', index: 2 }],
    ['a time before 1970', { series: { loss: { ...good, time: [1, -1, 1] } } }, { column: 'time', index: 1 }],
    ['columns of unequal length', { series: { loss: { ...good, value: [1] } } }, { series: 'loss', index: 1 }],
    ['a column that is missing', { series: { loss: { step: [1], value: [1] } } }, { series: 'loss', column: 'time' }],
    ['a column too many', { series: { loss: { ...good, colour: [] } } }, { column: 'colour' }],
    ['points that are no columns', { series: { loss: 3 } }, { series: 'loss' }],
    ['a key without a letter', { series: { '': good } }, { series: '' }],
    ['a key too long', { series: { [hugeKey]: good } }, { series: hugeKey }],
    ['a key with a line break', { series: { 'a\nb': good } }, { series: 'a\nb' }],
    [
      'more than 10,000 keys',
      { series: Object.fromEntries(Array.from({ length: 10_001 }, (_, i) => [`k${i}`, columns(1)])) },
      {},
    ],
    [
      'edges that do not increase',
      { histograms: [{ key: 'h', step: 1, time: 1, edges: [0, 1, 1], counts: [1, 2] }] },
      { series: 'h', column: 'edges', index: 2 },
    ],
    [
      'a count too few',
      { histograms: [{ key: 'h', step: 1, time: 1, edges: [0, 1, 2], counts: [1] }] },
      { series: 'h', column: 'counts' },
    ],
  ])('%s', async (_name, more, details) => {
    const { ingest, run } = await serverWithRun();
    const series = { ok: columns(7), ...('series' in more ? (more.series as object) : {}) };
    const answer = await ingest(batch(1, { ...more, series }));
    if (Object.keys(details).length > 0) expect(answer.body.error.details).toMatchObject(details);
    expect(answer).toMatchObject({ status: 400, body: { error: { code: 'bad_point' } } });
    const { ledger, summary } = await run('r1');
    expect(summary).toEqual({});
    expect(ledger.rejected).toBeGreaterThan(0);
    expect((await ingest(batch(1))).status).toBe(200);
  });

  test.each<[string, unknown, string]>([
    ['no object', 7, ''],
    ['no seq', { writer: 'w', attempt: 1 }, '/seq'],
    ['no attempt', { writer: 'w', seq: 1 }, '/attempt'],
    ['an attempt of 0', { writer: 'w', seq: 1, attempt: 0 }, '/attempt'],
    ['an attempt of half, by its former name', { writer: 'w', seq: 1, epoch: 1.5 }, '/epoch'],
    ['a seq of 0', batch(0), '/seq'],
    ['a writer with a space', batch(1, {}, 'my writer'), '/writer'],
    ['an unknown field', batch(1, { metrics: {} }), '/metrics'],
    [
      'an event of an unknown kind',
      batch(1, { events: [{ kind: 'party', step: 1, time: 1, text: '' }] }),
      '/events/0/kind',
    ],
    ['a log line without a level', batch(1, { logs: [{ time: 1, text: 'x' }] }), '/logs/0/level'],
  ])('%s is answered field by field', async (_name, body, path) => {
    const { app } = await serverWithRun();
    const headers = { 'content-type': 'application/json' };
    const answer = await app.inject({
      method: 'POST',
      url: '/api/v1/runs/r1/ingest',
      headers,
      payload: JSON.stringify(body),
    });
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toMatchObject({ error: { code: 'invalid', details: { fields: [{ path }] } } });
  });

  test('a key that would poison objects is refused before it becomes one', async () => {
    const { app, run } = await serverWithRun();
    const payload = `{"writer":"w","attempt":1,"seq":1,"series":{"__proto__":{"step":[1],"time":[1],"value":[1]}}}`;
    const headers = { 'content-type': 'application/json' };
    expect((await app.inject({ method: 'POST', url: '/api/v1/runs/r1/ingest', headers, payload })).statusCode).toBe(
      400,
    );
    expect((await run('r1')).summary).toEqual({});
  });
});

describe('the plain form', () => {
  test('a step has as many metrics as a batch has series, and no more', async () => {
    const { send, run } = await serverWithRun();
    const metrics = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, key) => [`k${key}`, key]));
    expect(await send('POST', '/runs/r1/log', { metrics: metrics(10_001) })).toMatchObject({
      status: 400,
      body: { error: { code: 'bad_point', message: 'A step holds at most 10000 metrics, not 10001.' } },
    });
    expect((await run('r1')).ledger).toMatchObject({ stored: 0 });
    expect((await send('POST', '/runs/r1/log', { metrics: metrics(10_000) })).status).toBe(200);
    expect((await run('r1')).ledger).toMatchObject({ stored: 10_000 });
  });

  test('without a step it counts on, and text is a log line', async () => {
    const { send, run } = await serverWithRun();
    expect((await send('POST', '/runs/r1/log', { metrics: { loss: 0.5 } })).body).toEqual({ step: 1, rev: 1 });
    expect(
      (await send('POST', '/runs/r1/log', { metrics: { loss: 'NaN' }, text: 'hm', level: 'warn' })).body,
    ).toMatchObject({ step: 2 });
    expect((await send('POST', '/runs/r1/log', { step: 10, metrics: { loss: 0.25 } })).body).toMatchObject({
      step: 10,
    });
    expect((await run('r1')).summary.loss).toMatchObject({ last: 0.25, lastStep: 10, count: 3 });
    const { body } = await send('GET', '/runs/r1/logs');
    expect(body).toMatchObject({ total: 1, lines: [{ id: expect.any(Number), text: 'hm', level: 'warn' }] });
  });

  test('a value that is no number is refused', async () => {
    const { send } = await serverWithRun();
    expect((await send('POST', '/runs/r1/log', { metrics: { loss: '0.5' } })).status).toBe(400);
    expect((await send('POST', '/runs/r1/log', { metrics: { '': 1 } })).body).toMatchObject({
      error: { code: 'bad_point' },
    });
  });

  test('an empty message is a sign of life', async () => {
    let now = 1_800_000_000_000;
    const { send, run } = await serverWithRun({ now: () => now });
    now += 5000;
    expect((await send('POST', '/runs/r1/log', {})).status).toBe(200);
    expect((await run('r1')).heartbeatAt).toBe(new Date(now).toISOString());
  });
});

describe('when there is too much', () => {
  test('writers are told when to come back, and nothing of theirs is lost', async () => {
    const { ingest, run } = await serverWithRun({ maxWaitingBytes: 300 });
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, index) => ingest(batch(1, { series: { loss: columns(index) } }, `w${index}`))),
    );
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThan(0);
    for (const { body, headers } of refused) {
      expect(body.error.code).toBe('overloaded');
      expect(Number(headers['retry-after'])).toBeGreaterThan(0);
    }
    const { ledger } = await run('r1');
    expect(ledger.stored + ledger.rewritten).toBe(10 - refused.length);
  });

  test.each(['identity', 'gzip'])('bodies that are sent at once are bounded in all, %s', async (encoding) => {
    const { app, run } = await serverWithRun({ maxBodiesBytes: 100_000 });
    const post = async (writer: string) => {
      const text = JSON.stringify(batch(1, { series: { [writer]: columns(...Array(4000).keys()) } }, writer));
      expect(text.length).toBeGreaterThan(50_000);
      const isGzipped = encoding === 'gzip';
      const headers = { 'content-type': 'application/json', ...(isGzipped && { 'content-encoding': encoding }) };
      const payload = isGzipped ? gzipSync(text) : text;
      return app.inject({ method: 'POST', url: '/api/v1/runs/r1/ingest', headers, payload });
    };
    const answers = await Promise.all(Array.from({ length: 8 }, (_, index) => post(`w${index}`)));
    const refused = answers.filter(({ statusCode }) => statusCode === 429);
    expect(refused.length).toBeGreaterThan(0);
    expect(answers.length - refused.length).toBeGreaterThan(0);
    for (const answer of refused) {
      expect(answer.json().error.code).toBe('overloaded');
      expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    }
    expect((await run('r1')).ledger.stored).toBe(4000 * (8 - refused.length));
    for (const writer of ['x', 'y', 'z']) expect((await post(writer)).statusCode).toBe(200); // all room is free again
  });

  test('a body that is larger than the bound is taken in while it is the only one', async () => {
    const { ingest } = await serverWithRun({ maxBodiesBytes: 10 });
    expect((await ingest(batch(1, { series: { loss: columns(1, 2, 3) } }))).status).toBe(200);
  });

  test('on a nearly full disk nothing is taken in, but all can be read and deleted', async () => {
    let free = 1e12;
    const { ingest, send } = await serverWithRun({ freeBytes: async () => free });
    free = 1000;
    expect(await ingest(batch(1))).toMatchObject({ status: 507, body: { error: { code: 'disk_full' } } });
    expect((await send('POST', '/launch', {})).status).toBe(507);
    expect((await send('GET', '/runs/r1')).status).toBe(200);
    expect((await send('DELETE', '/runs/r1')).status).toBe(204);
  });
});
