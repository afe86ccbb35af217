import { expect, test } from 'vitest';
import { startServer } from '../../support/start-server.ts';

const DAY_MS = 86_400_000;

test('a start empties the trash of what has been in it for seven days, points and all', async () => {
  let now = 1_800_000_000_000;
  const server = await startServer({ now: () => now });
  for (const id of ['old', 'fresh', 'kept']) {
    await server.send('POST', '/runs', { id });
    await server.send('POST', `/runs/${id}/log`, { step: 1, metrics: { loss: 1 } });
  }
  await server.send('DELETE', '/runs/old');
  now += 5 * DAY_MS;
  await server.send('DELETE', '/runs/fresh');
  now += 2 * DAY_MS;
  await server.app.close();

  const again = await startServer({ data: server.data, now: () => now });
  expect((await again.send('POST', '/runs/old/restore')).status).toBe(404);
  expect((await again.send('POST', '/runs/fresh/restore')).body).toMatchObject({ ledger: { stored: 1 } });
  expect((await again.run('kept')).ledger.stored).toBe(1);
  await again.send('POST', '/runs', { id: 'old' });
  expect((await again.run('old')).ledger.stored).toBe(0);
});

test('the silence of a stopped server is not held against its runs', async () => {
  let now = 1_800_000_000_000;
  const server = await startServer({ now: () => now });
  await server.send('POST', '/runs', { id: 'r1', heartbeatSeconds: 10 });
  await server.app.close();
  now += DAY_MS;
  const again = await startServer({ data: server.data, now: () => now });
  await again.send('POST', '/runs', { id: 'canary', heartbeatSeconds: 5 });
  now += 7000;
  await again.untilState('canary', 'crashed');
  expect((await again.run('r1')).state).toBe('running');
});
