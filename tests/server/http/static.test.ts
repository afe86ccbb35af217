import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { startServer } from '../../support/start-server.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

function builtPage(): string {
  const root = join(temporaryFolder(), 'dist');
  mkdirSync(join(root, 'assets'), { recursive: true });
  writeFileSync(join(root, 'index.html'), '<!doctype html><title>the page</title>');
  writeFileSync(join(root, 'favicon.svg'), '<svg/>');
  writeFileSync(join(root, 'assets/index-a1b2.js'), `export const text = '${'x'.repeat(10_000)}';`);
  writeFileSync(join(root, '../secret.txt'), 'outside of the page');
  return root;
}

describe('the page', () => {
  test.each([
    ['/', 200, /the page/, 'no-cache'],
    ['/runs/r1?x=log', 200, /the page/, 'no-cache'],
    ['/compare', 200, /the page/, 'no-cache'],
    ['/api/docs', 200, /the page/, 'no-cache'],
    ['/api/docs/', 200, /the page/, 'no-cache'],
    ['/favicon.svg', 200, /<svg/, 'no-cache'],
    ['/assets/index-a1b2.js', 200, /export/, 'public, max-age=31536000, immutable'],
    ['/assets/index-gone.js', 404, /not_found/, undefined],
    ['/api/nowhere', 404, /not_found/, 'no-store'],
    ['/api/v1/live', 404, /WebSocket/, 'no-store'],
    ['/../secret.txt', 404, /not_found/, undefined],
    ['/..%2fsecret.txt', 404, /not_found/, undefined],
    ['/assets/..%2f..%2fsecret.txt', 404, /not_found/, undefined],
    ['/%2e%2e/secret.txt', 404, /not_found/, undefined],
    ['/assets/%00', 400, /invalid/, undefined],
    ['/%', 200, /the page/, 'no-cache'],
    ['/runs/%', 200, /the page/, 'no-cache'],
    ['/runs/%ff?tab=log', 200, /the page/, 'no-cache'],
    ['/runs/%00', 200, /the page/, 'no-cache'],
    ['/runs/a.b', 200, /the page/, 'no-cache'],
    ['/projects/a.b/reports', 200, /the page/, 'no-cache'],
    ['/runs/..%2f..%2fsecret.txt', 200, /the page/, 'no-cache'],
    [`/runs/${'x'.repeat(5000)}`, 200, /the page/, 'no-cache'],
    ['/compare?runs=%&keys=%ff%', 200, /the page/, 'no-cache'],
    ['/api/v1/runs/%', 400, /invalid/, undefined],
    ['/assets/%', 400, /invalid/, undefined],
  ])('%s answers %i', async (url, status, body, caching) => {
    const { app } = await startServer({ webRoot: builtPage() });
    const answer = await app.inject({ url });
    expect(answer.body).not.toContain('outside of the page');
    expect([answer.statusCode, answer.headers['cache-control']]).toEqual([status, caching]);
    expect(answer.body).toMatch(body);
  });

  test('says how to build it when it is not built, and shows it once it is', async () => {
    const webRoot = join(temporaryFolder(), 'dist');
    const { app } = await startServer({ webRoot });
    const before = await app.inject({ url: '/' });
    expect([before.statusCode, before.body]).toEqual([503, expect.stringContaining('npm run build')]);
    mkdirSync(webRoot);
    writeFileSync(join(webRoot, 'index.html'), 'built');
    expect((await app.inject({ url: '/' })).body).toBe('built');
  });

  test('is asked for again only when it changed', async () => {
    const { app } = await startServer({ webRoot: builtPage() });
    const { headers } = await app.inject({ url: '/' });
    const again = await app.inject({ url: '/', headers: { 'if-none-match': String(headers.etag) } });
    expect(again.statusCode).toBe(304);
  });
});

test('a file that the build has packed is sent as it packed it', async () => {
  const webRoot = builtPage();
  const packed = gzipSync('packed by the build');
  writeFileSync(join(webRoot, 'assets/index-a1b2.js.gz'), packed);
  const { app } = await startServer({ webRoot });
  const { headers, rawPayload } = await app.inject({
    url: '/assets/index-a1b2.js',
    headers: { 'accept-encoding': 'gzip' },
  });
  expect(rawPayload.equals(packed)).toBe(true);
  expect(headers).toMatchObject({
    'content-encoding': 'gzip',
    'content-type': 'application/javascript; charset=utf-8',
    'cache-control': 'public, max-age=31536000, immutable',
    vary: 'accept-encoding',
  });
});

test('large answers are compressed for those who can read that', async () => {
  const { app } = await startServer({ webRoot: builtPage() });
  for (const url of ['/assets/index-a1b2.js', '/api/v1/openapi.json']) {
    const answer = await app.inject({ url, headers: { 'accept-encoding': 'gzip' } });
    expect(answer.headers['content-encoding']).toBe('gzip');
    const plain = await app.inject({ url });
    expect(gunzipSync(answer.rawPayload).toString()).toBe(plain.body);
    expect(answer.rawPayload.length).toBeLessThan(plain.rawPayload.length / 2);
  }
});
