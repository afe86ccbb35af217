import { expect, test } from 'vitest';
import { encodeBatch } from '../../../shared/batch-codec.ts';
import { startServer } from '../../support/start-server.ts';
import { until } from '../../support/until.ts';

const SECOND_MS = 1000;
const HOUR_MS = 3_600_000;
const FIVE_MINUTES_MS = 300_000;
const log = { step: 1, metrics: { loss: 1 } };

async function serverWithRun(create: object = {}) {
  let now = 1_800_000_000_000;
  const server = await startServer({ now: () => now, elapsed: () => now, heartbeatCheckMs: 5 });
  await server.send('POST', '/runs', { id: 'r1', ...create });
  return {
    ...server,
    pass: (ms: number) => {
      now += ms;
    },
    /** Lets time pass, so much between two looks here, until the run is in one of the states. */
    silentUntil: (id: string, stepMs: number, ...states: string[]) =>
      until(
        async () => {
          now += stepMs;
          const found = await server.run(id);
          return states.includes(found.state) && found;
        },
        `run ${id} is ${states.join(' or ')}`,
      ),
  };
}

let seq = 0;
const batch = () => ({ writer: `w${++seq}`, attempt: 1, seq: 1 });
const BINARY = { 'content-type': 'application/vnd.lossboard.batch' };

test('until a run is asked to stop no answer says so, and from then on every one does, until its script ends it', async () => {
  const { send, run } = await serverWithRun();
  const answers = async () => {
    const repeated = batch();
    const sent = [
      await send('POST', '/runs/r1/log', log),
      await send('POST', '/runs/r1/log', {}),
      await send('POST', '/runs/r1/ingest', repeated),
      await send('POST', '/runs/r1/ingest', repeated),
      await send('POST', '/runs/r1/ingest', Buffer.from(encodeBatch(batch())), BINARY),
    ];
    return sent.map(({ status, body }) => [status, body.stop]);
  };

  expect(await answers()).toEqual(Array(5).fill([200, undefined]));
  const asked = await send('POST', '/runs/r1/stop');
  expect(asked).toMatchObject({ status: 202, body: { state: 'running', stopRequested: true, endedAt: null } });
  await send('POST', '/runs/r1/stop');
  expect(await answers()).toEqual(Array(5).fill([200, true]));

  await send('PATCH', '/runs/r1', { state: 'stopped' });
  expect(await run('r1')).toMatchObject({ state: 'stopped', reason: { code: 'stopped_by_user' } });
  expect(await answers()).toEqual(Array(5).fill([200, true]));
});

test('a script that goes on with a stopped run has not been asked to stop', async () => {
  const { send, run } = await serverWithRun();
  await send('POST', '/runs/r1/stop');
  await send('PATCH', '/runs/r1', { state: 'stopped' });
  await send('PATCH', '/runs/r1', { state: 'running' });

  expect(await run('r1')).toMatchObject({ state: 'running', stopRequested: false });
  expect((await send('POST', '/runs/r1/log', log)).body.stop).toBeUndefined();
});

test('a run that ended is not asked to stop', async () => {
  const { send, run } = await serverWithRun();
  await send('PATCH', '/runs/r1', { state: 'finished' });

  expect(await send('POST', '/runs/r1/stop')).toMatchObject({ status: 409, body: { error: { code: 'conflict' } } });
  expect(await run('r1')).toMatchObject({ state: 'finished', stopRequested: false });
});

test('a request to stop outlives the server', async () => {
  const server = await startServer();
  await server.send('POST', '/runs', { id: 'r1' });
  await server.send('POST', '/runs/r1/stop');
  await server.app.close();

  const again = await startServer({ data: server.data });
  expect((await again.send('POST', '/runs/r1/log', log)).body.stop).toBe(true);
});

test('a script that falls silent after it was asked to stop has stopped, not crashed', async () => {
  const { send, silentUntil } = await serverWithRun({ heartbeatSeconds: 10 });
  await send('POST', '/runs/r1/stop');

  expect(await silentUntil('r1', SECOND_MS, 'stopped', 'crashed')).toMatchObject({
    state: 'stopped',
    reason: { code: 'stopped_by_user' },
  });
});

test('a run that promised nothing has crashed after an hour of silence, not before, and goes on when it is heard', async () => {
  const { send, pass, run, silentUntil } = await serverWithRun();
  await send('POST', '/runs/r1/log', log);
  await send('POST', '/runs', { id: 'first', heartbeatSeconds: 5 });
  await silentUntil('first', SECOND_MS, 'crashed');
  pass(HOUR_MS - FIVE_MINUTES_MS);
  await send('POST', '/runs', { id: 'second', heartbeatSeconds: 5 });
  await silentUntil('second', SECOND_MS, 'crashed');
  expect((await run('r1')).state).toBe('running');
  pass(FIVE_MINUTES_MS);
  // it is looked at ten times an hour
  expect(await silentUntil('r1', FIVE_MINUTES_MS, 'crashed')).toMatchObject({ reason: { code: 'heartbeat_lost' } });

  await send('POST', '/runs/r1/log', {});
  expect(await run('r1')).toMatchObject({ state: 'running', reason: null, endedAt: null });
});
