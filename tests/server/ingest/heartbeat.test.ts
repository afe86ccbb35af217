import { expect, test } from 'vitest';
import { startServer } from '../../support/start-server.ts';

const batch = (seq: number) => ({
  writer: 'w',
  attempt: 1,
  seq,
  series: { loss: { step: [seq], time: [1_700_000_000_000 + seq], value: [seq] } },
});

test('a run that promised a heartbeat is called crashed when it falls silent, and goes on when a late batch comes', async () => {
  let now = 1_800_000_000_000;
  const { send, untilState, run } = await startServer({ now: () => now });
  await send('POST', '/runs', { id: 'quiet', heartbeatSeconds: 10 });
  await send('POST', '/runs', { id: 'patient' });
  now += 9000;
  await send('POST', '/runs/quiet/ingest', batch(1));
  now += 9000;
  await send('POST', '/runs/quiet/ingest', batch(2));
  expect(await run('quiet')).toMatchObject({ state: 'running' });
  now += 11_000;
  expect(await untilState('quiet', 'crashed')).toMatchObject({ reason: { code: 'heartbeat_lost' } });
  expect(await run('patient')).toMatchObject({ state: 'running' });

  expect((await send('POST', '/runs/quiet/ingest', batch(3))).status).toBe(200);
  expect(await run('quiet')).toMatchObject({ state: 'running', reason: null, endedAt: null });
});
