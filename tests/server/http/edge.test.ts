import { connect } from 'node:net';
import { text as readText } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { startServer } from '../../support/start-server.ts';

const json = { 'content-type': 'application/json' };

describe('a body that is not what it should be', () => {
  test.each([
    ['broken JSON', json, '{"name": ', 400, 'invalid'],
    ['a form', { 'content-type': 'application/x-www-form-urlencoded' }, 'name=x', 415, 'unsupported_media_type'],
    ['text that a foreign page could send', { 'content-type': 'text/plain' }, '{}', 415, 'unsupported_media_type'],
    ['no type at all', {}, '{}', 415, 'unsupported_media_type'],
    ['prototype poisoning', json, '{"__proto__": {"a": 1}}', 400, 'invalid'],
    ['constructor poisoning', json, '{"constructor": {"prototype": {"a": 1}}}', 400, 'invalid'],
    ['more than a megabyte', json, JSON.stringify({ notes: 'x'.repeat(1024 ** 2) }), 413, 'too_large'],
    ['an unknown encoding', { ...json, 'content-encoding': 'zip' }, '{}', 415, 'unsupported_media_type'],
    ['gzip that is none', { ...json, 'content-encoding': 'gzip' }, 'not gzip', 400, 'invalid'],
    ['deep nesting', json, `{"config": {"a": ${'['.repeat(100_000)}${']'.repeat(100_000)}}}`, 400, 'invalid'],
  ])('%s is refused in the one form of errors', async (_name, headers, payload, status, code) => {
    const { app } = await startServer();
    const answer = await app.inject({ method: 'POST', url: '/api/v1/runs', headers, payload });
    expect(answer.statusCode).toBe(status);
    expect(answer.json()).toEqual({
      error: { code, message: expect.any(String), ...(code === 'invalid' && { details: expect.anything() }) },
    });
  });

  test('a large wrong value is not sent back whole', async () => {
    const { app } = await startServer();
    const payload = { name: 'x'.repeat(100_000) };
    const answer = await app.inject({ method: 'POST', url: '/api/v1/runs', payload });
    expect(answer.json()).toMatchObject({ error: { details: { fields: [{ path: '/name' }] } } });
    expect(answer.body.length).toBeLessThan(1000);
  });

  test('what gzip hides counts by its decoded size', async () => {
    const { app } = await startServer();
    const payload = gzipSync(JSON.stringify({ notes: 'x'.repeat(20 * 1024 ** 2) }));
    expect(payload.length).toBeLessThan(50_000);
    const answer = await app.inject({
      method: 'POST',
      url: '/api/v1/runs',
      headers: { ...json, 'content-encoding': 'gzip' },
      payload,
    });
    expect(answer.statusCode).toBe(413);
    expect(answer.json()).toMatchObject({ error: { code: 'too_large' } });
  });

  test.each([
    ['{"name": nope}', /must be JSON: .*nope/],
    ['{"__proto__": {"a": 1}}', /must not have a key "__proto__"/],
  ])('%s is refused with the reason', async (payload, reason) => {
    const { app } = await startServer();
    const answer = await app.inject({ method: 'POST', url: '/api/v1/runs', headers: json, payload });
    expect(answer.json().error.message).toMatch(reason);
  });

  test.each([
    ['no HTTP at all', 'GARBAGE', 400, 'invalid'],
    ['a header without end', `GET / HTTP/1.1\r\nhost: x\r\nx-long: ${'x'.repeat(50_000)}`, 413, 'too_large'],
  ])('%s is refused in the one form of errors', async (_name, text, status, code) => {
    const address = new URL(await (await startServer()).listen());
    const socket = connect(Number(address.port), address.hostname);
    socket.end(`${text}\r\n\r\n`);
    const [head = '', body = ''] = (await readText(socket)).split('\r\n\r\n');
    expect(head).toContain(`HTTP/1.1 ${status} `);
    expect(JSON.parse(body)).toEqual({ error: { code, message: expect.any(String) } });
  });

  test.each([
    ['a second name', (host: string) => `GET / HTTP/1.1\r\nhost: ${host}\r\nhost: evil.example`],
    ['another name in its target', (host: string) => `GET http://evil.example/ HTTP/1.1\r\nhost: ${host}`],
  ])('a request with %s is refused', async (_name, head) => {
    const { host, hostname, port } = new URL(await (await startServer()).listen());
    const socket = connect(Number(port), hostname);
    socket.end(`${head(host)}\r\nconnection: close\r\n\r\n`);
    const answer = await readText(socket);
    expect(answer).toContain('HTTP/1.1 403 ');
    expect(answer).toContain('"forbidden_host"');
  });

  test('no body at all is fine where none is needed, whatever type it claims', async () => {
    const { send, app } = await startServer();
    await send('POST', '/runs', { id: 'r1' });
    const answer = await app.inject({ method: 'POST', url: '/api/v1/runs/r1/stop', headers: json });
    expect(answer.statusCode).toBe(202);
  });
});

describe('who may ask', () => {
  const host = 'localhost:4680';
  test.each<[string, 'GET' | 'POST', string, Record<string, string>, number]>([
    ['a rebound name', 'GET', '/api/v1/runs', { host: 'evil.example' }, 403],
    ['a rebound name, for the page', 'GET', '/', { host: 'evil.example:4680' }, 403],
    ['a look-alike name', 'GET', '/api/v1/runs', { host: 'localhost.evil.example' }, 403],
    ['a forwarded name', 'GET', '/api/v1/health', { host: 'evil.example', 'x-forwarded-host': 'localhost' }, 403],
    ['localhost', 'GET', '/api/v1/health', { host }, 200],
    ['LOCALHOST', 'GET', '/api/v1/health', { host: 'LOCALHOST:4680' }, 200],
    ['an IPv6 loopback', 'GET', '/api/v1/health', { host: '[::1]:4680' }, 200],
    ['a script', 'POST', '/api/v1/runs', { host }, 201],
    ['the page itself', 'POST', '/api/v1/runs', { host, origin: `http://${host}` }, 201],
    ['another site', 'POST', '/api/v1/runs', { host, origin: 'https://evil.example' }, 403],
    ['a file', 'POST', '/api/v1/runs', { host, origin: 'null' }, 403],
    ['another site without an origin', 'POST', '/api/v1/runs', { host, 'sec-fetch-site': 'cross-site' }, 403],
    ['another site that only reads', 'GET', '/api/v1/health', { host, origin: 'https://evil.example' }, 200],
  ])('%s: %s %s', async (_name, method, url, headers, status) => {
    const { app } = await startServer();
    const answer = await app.inject({ method, url, headers, ...(method === 'POST' && { payload: {} }) });
    expect(answer.statusCode).toBe(status);
    expect(answer.headers).not.toHaveProperty('access-control-allow-origin');
    if (status === 403) expect(answer.json().error.code).toMatch(/^forbidden_(host|origin)$/);
  });

  test('another program on this machine is another origin: the port counts', async () => {
    const server = await startServer();
    const address = await server.listen();
    const post = (origin: string) =>
      fetch(`${address}/api/v1/runs`, { method: 'POST', headers: { ...json, origin }, body: '{}' });
    expect((await post('http://127.0.0.1:1')).status).toBe(403);
    expect((await post(address)).status).toBe(201);
  });

  test('through a tunnel from another port the server answers, and the page read there may write', async () => {
    const { hostname, port } = new URL(await (await startServer()).listen());
    const status = async (host: string, origin: string) => {
      const socket = connect(Number(port), hostname);
      const head = ['POST /api/v1/runs HTTP/1.1', `host: ${host}`, origin && `origin: ${origin}`, 'connection: close'];
      const body = ['content-type: application/json', 'content-length: 2', '', '{}'];
      socket.end([...head.filter(Boolean), ...body].join('\r\n'));
      return (await readText(socket)).slice(9, 12);
    };
    expect(await status('localhost:1', '')).toBe('201');
    expect(await status('LocalHost:1', 'http://localhost:1')).toBe('201');
    expect(await status('localhost:1', 'http://localhost:2')).toBe('403');
    expect(await status('evil.example:1', 'http://evil.example:1')).toBe('403');
  });

  test('a server open to a network answers by any of its numbers and by the names it was given', async () => {
    const { app } = await startServer({ host: '0.0.0.0', allowedHosts: 'board.example' });
    const status = async (name: string) =>
      (await app.inject({ url: '/api/v1/health', headers: { host: name } })).statusCode;
    expect(await status('192.168.1.5:8080')).toBe(200);
    expect(await status('board.example')).toBe(200);
    expect(await status('evil.example')).toBe(403);
  });
});

describe('every answer', () => {
  const policy = (styles: string) =>
    `default-src 'self';script-src 'self';style-src ${styles};style-src-attr 'unsafe-inline';img-src 'self' data: blob:;` +
    "worker-src 'self' blob:;object-src 'none';base-uri 'none';form-action 'self';frame-ancestors 'none'";

  test.each([
    ['/', "'self'"],
    ['/api/v1/health', "'self'"],
    ['/api/v1/nowhere', "'self'"],
    ['/api/docs', "'self'"],
  ])('%s forbids inline script, framing and whatever is elsewhere', async (url, styles) => {
    const { app } = await startServer();
    const { headers } = await app.inject({ url });
    expect(headers).toMatchObject({
      'content-security-policy': policy(styles),
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cross-origin-resource-policy': 'same-origin',
      'cross-origin-opener-policy': 'same-origin',
    });
    expect(headers).not.toHaveProperty('strict-transport-security');
  });

  test('one to a name that is not ours has these headers too', async () => {
    const { app } = await startServer();
    const { headers, statusCode } = await app.inject({ url: '/', headers: { host: 'evil.example' } });
    expect([statusCode, headers['content-security-policy']]).toEqual([403, policy("'self'")]);
  });
});

test.each([
  ['/query/series', { runs: ['r1'], keys: ['loss'] }],
  ['/query/groups', { groups: [{ name: 'all', runs: ['r1'] }], key: 'loss' }],
  ['/export', { runs: ['r1'], of: 'points', format: 'csv' }],
  ['/export', { runs: ['r1'], of: 'chart', format: 'csv' }],
])('POST %s refuses a window that ends before it begins, naming both ends', async (path, query) => {
  const server = await startServer();
  await server.send('POST', '/runs', { id: 'r1' });
  const { status, body } = await server.send('POST', path, { ...query, window: [9, 3] });
  expect(status).toBe(400);
  expect(body.error.message).toMatch(/from 9 to 3/);
  expect(body.error.details.fields).toEqual([expect.objectContaining({ path: '/window' })]);
});
