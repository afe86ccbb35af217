import { describe, expect, test } from 'vitest';
import { createLaunchService } from '../../../server/services/launch-service.ts';
import { createQueueRoom } from '../../../server/services/queue-room.ts';
import type { RunService } from '../../../server/services/run-service.ts';
import type { RunStarts } from '../../../server/services/run-starts.ts';
import type { StartFiles } from '../../../server/services/start-files.ts';
import { LaunchRequest } from '../../../shared/training/launch.ts';
import { withDefaults } from '../../../shared/validate.ts';
import { startServer } from '../../support/start-server.ts';

/** A run that trains for as long as it is let. */
const busy = { network: { hidden: [4] }, length: { unit: 'steps', count: 1_000_000 }, name: 'waits' };

async function fullServer(maxWaitingRuns: number) {
  const server = await startServer({ maxWaitingRuns, workers: 1 });
  const launch = (body: object = {}) => server.send('POST', '/launch', { ...busy, ...body });
  const first = await launch({ id: 'first' });
  await server.untilState(first.body.id, 'running');
  return { ...server, launch };
}

describe('a full queue', () => {
  test('refuses another launch with the time after which to try again, and takes one when there is room', async () => {
    const { launch, send } = await fullServer(2);
    expect((await launch({ id: 'a' })).status).toBe(201);
    expect((await launch({ id: 'b' })).status).toBe(201);

    const refused = await launch({ id: 'c' });
    expect(refused).toMatchObject({ status: 429, headers: { 'retry-after': '30' } });
    expect(refused.body.error).toMatchObject({
      code: 'overloaded',
      message: expect.stringMatching(/2 runs wait .* 2/),
    });
    expect((await send('GET', '/runs/c')).status).toBe(404);

    await send('POST', '/runs/a/stop');
    expect((await launch({ id: 'c' })).status).toBe(201);
  });

  test('lets in no more of many launches at once than there is room for', async () => {
    const data = Promise.withResolvers<void>();
    const queued: string[] = [];
    const { launch } = createLaunchService({
      runs: { insert: async ({ project }: { project: string }) => queued.push(project) } as unknown as RunService,
      room: createQueueRoom({ waiting: async () => [...queued] }, 3),
      disk: { isLow: async () => false },
      resolveDataset: () => data.promise as Promise<never>, // all of them wait here for their data
      starts: {} as RunStarts, // none of them begins with a state
      scripts: { list: () => [], check: (job) => job },
      startFiles: {} as StartFiles,
      parentChanged: async () => {},
      newId: () => 'new',
      wake: () => {},
    });
    const request = withDefaults<LaunchRequest>(LaunchRequest, {});
    const launches = Array.from({ length: 12 }, () => launch(request));
    const refused = Promise.allSettled(launches);
    data.resolve();
    const codes = (await refused).map((each) => (each.status === 'rejected' ? each.reason.code : 'queued'));
    expect(codes).toEqual([...Array(3).fill('queued'), ...Array(9).fill('overloaded')]);
    expect(queued).toHaveLength(3);
  });

  test('answers a repeated launch as before: its run is there', async () => {
    const { launch } = await fullServer(1);
    await launch({ id: 'a' });
    expect(await launch({ id: 'a' })).toMatchObject({ status: 200, body: { id: 'a', queuePosition: 1 } });
    expect(await launch({ id: 'first' })).toMatchObject({ status: 200, body: { state: 'running' } });
  });

  test('does not hold back runs that are trained elsewhere', async () => {
    const { launch, send } = await fullServer(1);
    await launch({ id: 'a' });
    expect((await send('POST', '/runs', { id: 'remote' })).status).toBe(201);
  });
});
