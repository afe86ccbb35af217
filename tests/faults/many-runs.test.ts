import { expect, test } from 'vitest';
import { spawnServer } from '../support/server-process.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { until } from '../support/until.ts';

const RUNS = 30;
const SHORT = { dataset: { name: 'moons' }, network: { hidden: [8] }, length: { unit: 'steps', count: 3 } };

// Threads that start and end while another computes have brought the whole process down, one time in a hundred.
test(`${RUNS} short runs, two at a time, leave the server as it was`, async () => {
  const server = await spawnServer(['--data', temporaryFolder(), '--port', '0', '--workers', '2']);
  for (let run = 1; run <= RUNS; run++) {
    expect(await server.send('POST', '/launch', { ...SHORT, seed: run })).toMatchObject({ status: 201 });
  }
  await until(
    async () => {
      if (server.process.exitCode !== null || server.process.signalCode !== null) return true;
      return (await server.send('GET', '/runs?state=finished&limit=1')).body.total === RUNS;
    },
    'all have finished',
    110_000,
  );
  expect(server.process).toMatchObject({ exitCode: null, signalCode: null });
  expect(server.output.stderr).toBe('');
}, 120_000);
