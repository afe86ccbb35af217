import { cpSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { launchScript, linesOf, serverWith } from '../server/scripts/support/scripts.ts';
import { startServer } from '../support/start-server.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { until } from '../support/until.ts';

const CLIENT = fileURLToPath(new URL('../../client/client.ts', import.meta.url));
const EXAMPLES = fileURLToPath(new URL('../../examples/scripts', import.meta.url));

test('the client in a script of the server logs to the run of the job, and lets its process decide how it ends', async () => {
  const server = await serverWith({
    logs: {
      code: `const { init } = await import(${JSON.stringify(CLIENT)});
        const run = await init({ spool: false, tags: ['from-inside'], config: { layers: 3 }, project: 'another' });
        for (let step = 1; step <= 3; step++) run.log({ loss: 1 / step });
        const { acked, lost } = await run.finish();
        write(run.id + ' ' + acked + ' ' + lost); process.exit(3);`,
    },
  });
  const { id, name } = await launchScript(server, 'logs');
  const run = await server.untilState(id, 'failed');
  expect(await linesOf(server, id)).toMatchObject([{ text: `${id} 3 0` }]);
  expect(run).toMatchObject({
    ...{
      name,
      project: 'default',
      tags: ['from-inside'],
      attempt: 1,
      reason: { message: 'The script ended with exit code 3.' },
    },
    config: { layers: 3, script: { name: 'logs' } },
    summary: { loss: { count: 3, lastStep: 3 } },
  });
  expect((await server.send('GET', '/runs')).body.total).toBe(1);
});

describe('the example scripts', () => {
  async function withExamples() {
    const folder = temporaryFolder();
    cpSync(EXAMPLES, folder, { recursive: true });
    const server = await startServer({ flags: ['--scripts', `${folder}/scripts.json`] });
    await server.listen();
    return server;
  }

  test('learn to tell two clouds apart, and one goes on after a pause with the numbers of its checkpoint', async () => {
    const server = await withExamples();
    const { id } = await launchScript(server, 'logistic-regression-node', { epochs: 40, pause: 50 });
    await until(async () => Number((await server.run(id)).progress?.step) > 5, 'it trains');
    await server.send('POST', `/runs/${id}/pause`);
    await server.untilState(id, 'paused');
    await server.send('POST', `/runs/${id}/resume`);
    const run = await server.untilState(id, 'finished');
    expect(run).toMatchObject({ attempt: 2, summary: { 'train/loss': { count: 40, lastStep: 40 } } });
    expect(run.summary['val/accuracy']?.last).toBeGreaterThan(0.8);
  });
});
