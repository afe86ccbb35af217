import { expect, test } from 'vitest';
import { startServer } from '../../support/start-server.ts';

test('a config that grows change by change is bounded by its whole size, and a change beyond it changes nothing', async () => {
  const { send, run } = await startServer();
  await send('POST', '/runs', { id: 'r1', config: { a: 'x'.repeat(600_000) } });
  const grow = (characters: number, more = {}) =>
    send('PATCH', '/runs/r1', { config: { b: 'y'.repeat(characters) }, ...more });

  const fits = 1024 ** 2 - 600_000 - '{"a":"","b":""}'.length;
  const refused = await grow(fits + 1, { name: 'other', state: 'finished' });
  expect(refused.status).toBe(413);
  expect(refused.body.error).toMatchObject({
    code: 'too_large',
    details: { fields: [{ path: '/config', message: expect.stringContaining('1048577 characters') }] },
  });
  expect(await run('r1')).toMatchObject({ name: expect.not.stringContaining('other'), state: 'running' });
  expect(Object.keys((await run('r1')).config)).toEqual(['a']);

  expect((await grow(fits)).status).toBe(200);
  expect((await send('PATCH', '/runs/r1', { config: { a: 1 } })).status).toBe(200);
});
