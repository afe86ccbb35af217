import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import type { RunAccess } from '../../../server/services/run-access.ts';
import { createRunFileService } from '../../../server/services/run-file-service.ts';
import { createFolderBlobs } from '../../../server/store/blobs/folder-blobs.ts';
import { startServer } from '../../support/start-server.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

async function serverWithRun() {
  const data = temporaryFolder();
  const server = await startServer({ data });
  await server.send('POST', '/runs', { id: 'r1' });
  const at = (name: string) => `/api/v1/runs/r1/file?name=${encodeURIComponent(name)}`;
  const put = (name: string, content: Buffer | string, type = 'application/octet-stream') =>
    server.app.inject({ method: 'PUT', url: at(name), payload: content, headers: { 'content-type': type } });
  return { ...server, data, at, put };
}

test('a file is given, listed, read, replaced and deleted', async () => {
  const { app, send, at, put } = await serverWithRun();

  const answer = await put('images/ü x/10.png', 'ten');
  await put('images/ü x/9.png', Buffer.from([0, 255]));
  await put('images/ü x/10.png', 'tens');

  expect([answer.statusCode, answer.json()]).toMatchObject([
    201,
    { name: 'images/ü x/10.png', bytes: 3, mediaType: 'image/png', savedAt: expect.stringMatching(/Z$/) },
  ]);
  expect((await send('GET', '/runs/r1/files')).body).toMatchObject({
    files: [
      { name: 'images/ü x/9.png', bytes: 2 },
      { name: 'images/ü x/10.png', bytes: 4 },
    ],
    bytes: 6,
  });
  expect((await app.inject(at('images/ü x/9.png'))).rawPayload).toEqual(Buffer.from([0, 255]));
  expect((await app.inject(at('images/ü x/10.png'))).payload).toBe('tens');
  expect((await send('DELETE', at('images/ü x/9.png'))).status).toBe(204);
  expect((await send('GET', '/runs/r1/files')).body.files).toHaveLength(1);
});

test.each([
  ['a.png', 'image/png', 'inline'],
  ['a.JPEG', 'image/jpeg', 'inline'],
  ['a.diff', 'text/plain; charset=utf-8', 'inline'],
  ['a.html', 'application/octet-stream', 'attachment'],
  ['a.svg', 'application/octet-stream', 'attachment'],
  ['a.pdf', 'application/octet-stream', 'attachment'],
  ['png', 'application/octet-stream', 'attachment'],
])('%s is sent as %s, %s, and can run nothing', async (name, type, disposition) => {
  const { app, at, put } = await serverWithRun();
  await put(name, '<script>alert(1)</script>');

  expect((await app.inject(at(name))).headers).toMatchObject({
    'content-type': type,
    'content-disposition': `${disposition}; filename*=UTF-8''${name}`,
    'content-security-policy': expect.stringMatching(/^sandbox; default-src 'none'/),
    'x-content-type-options': 'nosniff',
  });
});

test.each(['', '../a', 'a/../b', '/a', 'a/', 'a//b', '.', 'a\\b', 'a\nb', 'x'.repeat(121), 'ü'.repeat(61)])(
  'the name %j is refused, and nothing is stored',
  async (name) => {
    const { put, data } = await serverWithRun();
    const answer = await put(name, 'x');

    expect([answer.statusCode, answer.json().error.code]).toEqual([400, 'invalid']);
    expect(existsSync(join(data, 'files'))).toBe(false);
  },
);

test('a body in another form is refused', async () => {
  const { put } = await serverWithRun();
  expect((await put('a.json', '{"a": 1}', 'application/json')).statusCode).toBe(415);
});

test('a file that is too large is refused while it comes, and nothing of it stays', async () => {
  const blobs = createFolderBlobs(temporaryFolder());
  const files = createRunFileService({
    access: { findState: async () => ({}) } as unknown as RunAccess,
    blobs,
    disk: { isLow: async () => false },
    bus: { publish: async () => {} },
    now: Date.now,
    maxBytes: 10,
  });
  await files.put('r1', 'a', Readable.from([Buffer.alloc(10)]));

  const large = files.put('r1', 'b', Readable.from([Buffer.alloc(6), Buffer.alloc(6)]));

  await expect(large).rejects.toMatchObject({ code: 'too_large' });
  expect((await files.list('r1')).files.map(({ name }) => name)).toEqual(['a']);
});

test('a nearly full disk takes no file', async () => {
  const server = await startServer({ freeBytes: async () => 1 });
  await server.send('POST', '/runs', { id: 'r1' });
  const answer = await server.app.inject({
    method: 'PUT',
    url: '/api/v1/runs/r1/file?name=a',
    payload: 'x',
    headers: { 'content-type': 'application/octet-stream' },
  });
  expect(answer.statusCode).toBe(507);
});

test('a run deleted for good takes its files along', async () => {
  const { send, put, data } = await serverWithRun();
  await put('a.txt', 'x');
  expect(readdirSync(join(data, 'files', 'r1'))).toHaveLength(1);

  await send('DELETE', '/runs/r1?forever=true');

  expect(existsSync(join(data, 'files', 'r1'))).toBe(false);
});
