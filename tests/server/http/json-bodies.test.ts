import { describe, expect, test } from 'vitest';
import { openPage } from '../../support/live-page.ts';
import { startServer } from '../../support/start-server.ts';
import { type Operation, operationsIn, readDocument } from './support/openapi.ts';

const operations = operationsIn(await readDocument()).filter(
  ({ requestBody }) => requestBody?.content?.['application/json'],
);

async function serverWithRun() {
  const server = await startServer();
  await server.send('POST', '/runs', { id: 'r1' });
  const post = async (path: string, payload: string | Buffer, method: Operation['method'] = 'POST') => {
    const url = path.startsWith('/api') ? path.replace('{id}', 'r1') : `/api/v1${path}`;
    const headers = { 'content-type': 'application/json' };
    const answer = await server.app.inject({ method, url, headers, payload });
    return { status: answer.statusCode, body: answer.json() };
  };
  return { ...server, post };
}

/** The same six faults, wherever a body of JSON is taken. */
const FAULTY: [string, string | Buffer, number, RegExp][] = [
  ['Latin-1', Buffer.from('{"name": "gr\xf6\xdfe"}', 'latin1'), 400, /not UTF-8: byte 12/],
  [
    'half of a surrogate pair in a key',
    '{"metrics": {"a\\ud800": 1}}',
    400,
    /\/metrics\/a\ufffd must be text of whole/,
  ],
  [
    'half of a surrogate pair in a value',
    '{"logs": [{"text": "\\udc00"}]}',
    400,
    /\/logs\/0\/text must be text of whole/,
  ],
  ['deep nesting', `{"config": ${'['.repeat(50_000)}`, 400, /nested deeper than \d+ levels/],
  ['a mass of arrays', `[${'[],'.repeat(300_000)}[]]`, 413, /more than [\d]+ arrays and objects/],
  ['no JSON', '{"a": nope}', 400, /JSON: .*nope/],
];

describe('a body of JSON', () => {
  test('is taken by the routes that the API documents', () => {
    expect(operations.map(({ path }) => path)).toEqual(
      expect.arrayContaining(['/api/v1/runs', '/api/v1/runs/{id}/log', '/api/v1/runs/{id}/ingest', '/api/v1/launch']),
    );
  });

  test.each(FAULTY)('%s is refused in the same words on every route', async (_name, payload, status, reason) => {
    const { post, run } = await serverWithRun();
    for (const { path, method } of operations) {
      const answer = await post(path, payload, method);
      expect({ path, ...answer }).toMatchObject({
        path,
        status,
        body: { error: { message: expect.stringMatching(reason) } },
      });
    }
    expect((await run('r1')).rev).toBe(0);
  });

  test('a byte order mark before it changes nothing', async () => {
    const { post } = await serverWithRun();
    expect((await post('/runs/r1/log', '\ufeff{"metrics": {"a": 1}}')).status).toBe(200);
    expect((await post('/runs/r1/ingest', '\ufeff{"writer": "w", "attempt": 1, "seq": 1}')).status).toBe(200);
    expect((await post('/runs', '\ufeff{"id": "r2"}')).status).toBe(201);
  });

  test('names that differ in one character stay two names', async () => {
    const { post, run } = await serverWithRun();
    await post('/runs/r1/log', '{"metrics": {"gr\u00f6\u00dfe": 1, "gr\u00e4\u00dfe": 2, "\\ud83d\\ude00": 3}}');
    expect(Object.keys((await run('r1')).summary).sort()).toEqual(['gr\u00e4\u00dfe', 'gr\u00f6\u00dfe', '\u{1f600}']);
  });
});

describe('a number in a config', () => {
  test.each([
    ['POST', '/runs', '{"config": {"a": {"seed": 9223372036854775807}}}', '/config/a/seed'],
    ['POST', '/runs', '{"config": {"y": [1, 1e999]}}', '/config/y/1'],
    ['POST', '/runs', '{"config": {"x": 1e-400}}', '/config/x'],
    ['PATCH', '/runs/r1', '{"config": {"id": 9007199254740993}}', '/config/id'],
    ['POST', '/launch', '{"seed": 9007199254740993}', '/seed'],
  ] as const)(
    '%s %s %s is refused by its name, since it would be kept as another',
    async (method, url, payload, path) => {
      const { post } = await serverWithRun();
      expect(await post(url, payload, method)).toMatchObject({
        status: 400,
        body: { error: { code: 'invalid', message: expect.stringContaining(path), details: { fields: [{ path }] } } },
      });
    },
  );

  test('is given back as it was sent', async () => {
    const { post, run } = await serverWithRun();
    const config = { a: 0.1, b: -9007199254740991, c: 1e300, d: 5e-324, e: 2 ** 60, f: '9223372036854775807' };
    expect((await post('/runs', JSON.stringify({ id: 'r2', config }))).status).toBe(201);
    expect((await run('r2')).config).toEqual(config);
  });

  test('of a metric is the nearest float64, since a metric is one, but never an infinity that was not sent', async () => {
    const { post, run } = await serverWithRun();
    expect((await post('/runs/r1/log', '{"metrics": {"bytes": 1152921504606846977}}')).status).toBe(200);
    expect((await run('r1')).summary.bytes?.last).toBe(2 ** 60);
    expect((await post('/runs/r1/log', '{"metrics": {"bytes": 1e400}}')).status).toBe(400);
  });
});

describe('a name', () => {
  test.each([
    ['POST', '/runs', { name: 'a\u0000b' }],
    ['POST', '/runs', { project: 'a\nb' }],
    ['POST', '/runs', { tags: ['\u001b[31m'] }],
    ['POST', '/runs', { group: '\u0085' }],
    ['PATCH', '/runs/r1', { name: '\u007f' }],
    ['POST', '/launch', { name: 'a\rb' }],
    ['POST', '/runs/r1/log', { metrics: { 'a\u009bb': 1 } }],
    [
      'POST',
      '/runs/r1/ingest',
      { writer: 'w', attempt: 1, seq: 1, series: { 'a\tb': { step: [1], time: [1], value: [1] } } },
    ],
  ] as const)('%s %s with a control character in %j is refused', async (method, url, body) => {
    const { send } = await serverWithRun();
    const { status, body: answer } = await send(method, url, body);
    expect({ status, code: answer.error?.code }).toEqual({
      status: 400,
      code: expect.stringMatching(/invalid|bad_point/),
    });
  });
});

describe('a message of a page', () => {
  test.each([
    ['bytes that are not UTF-8', Buffer.from('{"type": "\xf6"}', 'latin1'), /not UTF-8/],
    ['half of a surrogate pair', '{"type": "\\ud800"}', /whole characters/],
    ['deep nesting', '['.repeat(100_000), /deeper than/],
    ['a mass of arrays', `[${'[],'.repeat(60_000)}[]]`, /more than \d+ arrays/],
    ['a number that would be another', '{"type": "watch", "id": 9007199254740993}', /\/id must be an integer/],
  ])('%s is refused, and the connection stays', async (_name, message, reason) => {
    const page = await openPage(await (await startServer()).listen());
    page.socket.send(message, { binary: typeof message !== 'string' });
    await page.until((received) => received.type === 'error' && reason.test(received.message));
    page.watch({});
    await page.until(({ type }) => type === 'watching');
  });
});
