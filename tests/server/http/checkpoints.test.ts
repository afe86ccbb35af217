import { createHash } from 'node:crypto';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startServer } from '../../support/start-server.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

/** Ends with the digest of what is before, as checkpoints do. */
const whole = (content: string) => Buffer.concat([Buffer.from(content), createHash('sha256').update(content).digest()]);

async function serverWithCheckpoints() {
  const data = temporaryFolder();
  const server = await startServer({ data });
  await server.send('POST', '/runs', { id: 'r1' });
  const folder = join(data, 'checkpoints', 'r1');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'step-9.lbck'), whole('nine'));
  writeFileSync(join(folder, 'step-100.lbck'), 'hundred');
  writeFileSync(join(folder, 'step-101.lbck.part'), 'half');
  return { ...server, folder };
}

test('checkpoints are listed newest first, without unfinished ones', async () => {
  const { send } = await serverWithCheckpoints();
  const { status, body } = await send('GET', '/runs/r1/checkpoints');
  expect(status).toBe(200);
  expect(body.checkpoints).toMatchObject([
    { step: 100, bytes: 7, savedAt: expect.stringMatching(/^\d{4}-.*Z$/) },
    { step: 9, bytes: 36 },
  ]);
});

test('a checkpoint is downloaded as an attachment', async () => {
  const { app } = await serverWithCheckpoints();
  const answer = await app.inject('/api/v1/runs/r1/checkpoints/9');
  expect(answer.statusCode).toBe(200);
  expect(answer.rawPayload).toEqual(whole('nine'));
  expect(answer.headers).toMatchObject({
    'content-type': 'application/octet-stream',
    'content-disposition': 'attachment; filename="r1-step-9.lbck"',
  });
});

test.each([
  ['/runs/r1/checkpoints/10', 404, 'not_found'],
  ['/runs/r2/checkpoints', 404, 'not_found'],
  ['/runs/r2/checkpoints/9', 404, 'not_found'],
  ['/runs/r1/checkpoints/-1', 400, 'invalid'],
  ['/runs/r1/checkpoints/..%2f..%2flossboard.sqlite', 400, 'invalid'],
  ['/runs/..%2f..%2fr1/checkpoints', 400, 'invalid'],
])('GET %s answers %i %s', async (url, status, code) => {
  const { send } = await serverWithCheckpoints();
  const answer = await send('GET', url);
  expect([answer.status, answer.body.error.code]).toEqual([status, code]);
});

test('a run without checkpoints has an empty list', async () => {
  const { send } = await startServer();
  await send('POST', '/runs', { id: 'bare' });
  expect((await send('GET', '/runs/bare/checkpoints')).body).toEqual({
    checkpoints: [],
    criterion: null,
    bytes: 0,
  });
});

test('a damaged checkpoint is refused by an error of its own, wherever it is damaged, and never sent', async () => {
  const { send, app, folder } = await serverWithCheckpoints();
  const content = whole('x'.repeat(200_000));
  const damages: Buffer[] = [Buffer.alloc(0), content.subarray(0, 20), content.subarray(0, -1), content.subarray(1)];
  for (const at of [0, 100_000, content.length - 1]) {
    const changed = Buffer.from(content);
    changed[at] = (changed[at] ?? 0) ^ 1;
    damages.push(changed);
  }
  for (const damaged of damages) {
    writeFileSync(join(folder, 'step-9.lbck'), damaged);
    const answer = await send('GET', '/runs/r1/checkpoints/9');
    expect([answer.status, answer.body.error.code]).toEqual([422, 'damaged']);
  }
  writeFileSync(join(folder, 'step-9.lbck'), content);
  expect((await app.inject('/api/v1/runs/r1/checkpoints/9')).rawPayload.equals(content)).toBe(true);
});

test('a link among the checkpoints is not followed', async () => {
  const { send, folder } = await serverWithCheckpoints();
  const secret = join(temporaryFolder(), 'secret');
  writeFileSync(secret, whole('secret'));
  symlinkSync(secret, join(folder, 'step-7.lbck'));
  const answer = await send('GET', '/runs/r1/checkpoints/7');
  expect([answer.status, answer.body.error.code]).toEqual([422, 'damaged']);
});
