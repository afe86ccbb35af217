import { describe, expect, test } from 'vitest';
import { startServer } from '../../support/start-server.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { until } from '../../support/until.ts';
import { launchScript, linesOf, registerScripts, serverWith } from './support/scripts.ts';

/** Counts its attempts in its folder, and writes what it knows of them. */
const COUNTS = `const { LOSSBOARD_ATTEMPT: attempt, LOSSBOARD_LAST_STEP: last, LOSSBOARD_RUN_DIR: dir } = process.env;
  require('node:fs').appendFileSync(dir + '/attempts', attempt);
  write('attempt ' + attempt + ' after step ' + last + ', folder ' + require('node:fs').readFileSync(dir + '/attempts'));`;

describe('a script that continues', () => {
  test('is started again after it failed, with what was stored before, until it ends well', async () => {
    const server = await serverWith({
      fails: {
        continues: true,
        metrics: 'json-lines',
        code: `${COUNTS} write(JSON.stringify({ step: 10 * attempt, loss: 1 })); if (attempt < 2) process.exit(1);`,
      },
    });
    const { id } = await launchScript(server, 'fails');
    expect(await server.untilState(id, 'finished')).toMatchObject({
      attempt: 2,
      reason: null,
      summary: { loss: { count: 2, lastStep: 20 } },
    });
    expect((await linesOf(server, id)).map(({ text }) => text)).toEqual([
      'attempt 1 after step undefined, folder 1',
      expect.stringMatching(/exit code 1\. It is started again/),
      'attempt 2 after step 10, folder 12',
    ]);
    const { events } = (await server.send('GET', `/runs/${id}/events`)).body;
    expect(events).toMatchObject([{ kind: 'resume', step: 10, text: 'attempt 2' }]);
  });

  test('has failed after as many attempts in a row as it may have, with the reason of the last', async () => {
    const server = await serverWith({ fails: { continues: true, attempts: 2, code: `${COUNTS} process.exit(9);` } });
    const { id } = await launchScript(server, 'fails');
    expect(await server.untilState(id, 'failed')).toMatchObject({
      attempt: 2,
      reason: { code: 'error', message: 'The script ended with exit code 9. So ended 2 of 2 attempts from step 0 on.' },
    });
  });

  test('is paused and resumed in the same run, and refused to log for the attempt before', async () => {
    const server = await serverWith({
      rests: { continues: true, code: `${COUNTS} if (attempt === '1') await sleep(60_000);` },
    });
    const { id } = await launchScript(server, 'rests');
    await until(async () => (await linesOf(server, id)).length === 1, 'it runs');
    expect((await server.send('POST', `/runs/${id}/pause`)).status).toBe(202);
    await server.untilState(id, 'paused');
    await server.send('POST', `/runs/${id}/resume`);
    expect(await server.untilState(id, 'finished')).toMatchObject({ attempt: 2 });
    const late = await server.send('POST', `/runs/${id}/ingest`, { writer: 'orphan', attempt: 1, seq: 1 });
    expect([late.status, late.body.error.code]).toEqual([410, 'fenced']);
  });
});

describe('a script that does not continue', () => {
  test('is neither paused nor resumed once it has begun', async () => {
    const server = await serverWith({ plain: { code: 'await sleep(60_000)' } });
    const { id } = await launchScript(server, 'plain');
    await until(async () => (await server.run(id)).process !== null, 'it runs');
    expect((await server.send('GET', '/workers')).body.workers).toMatchObject([{ run: { id }, canPause: false }]);
    const paused = await server.send('POST', `/runs/${id}/pause`);
    expect([paused.status, paused.body.error.message]).toEqual([
      409,
      expect.stringContaining('can only be launched again'),
    ]);
    await server.send('POST', `/runs/${id}/stop`);
    await server.untilState(id, 'stopped');
    expect((await server.send('POST', `/runs/${id}/resume`)).status).toBe(409);
  });
});

describe('when the server ends', () => {
  const SCRIPTS = {
    goes: { continues: true, code: `${COUNTS} if (attempt === '1') await sleep(60_000);` },
    plain: { code: "write('up'); await sleep(60_000)" },
  };

  test('scripts are ended; one that continues goes on at the next start, the other has failed with the reason', async () => {
    const [data, folder] = [temporaryFolder(), temporaryFolder()];
    const flags = ['--scripts', registerScripts(folder, SCRIPTS)];
    const before = await startServer({ data, workers: 2, flags });
    await before.listen();
    const [goes, plain] = [await launchScript(before, 'goes'), await launchScript(before, 'plain')];
    for (const { id } of [goes, plain]) await until(async () => (await linesOf(before, id)).length === 1, 'both run');
    await before.app.close();

    const after = await startServer({ data, workers: 2, flags });
    await after.listen();
    expect(await after.untilState(goes.id, 'finished')).toMatchObject({ attempt: 2 });
    expect(await after.run(plain.id)).toMatchObject({
      state: 'failed',
      attempt: 1,
      reason: { code: 'server_stopped' },
      process: { signal: 'SIGTERM' },
    });
  });
});

describe('what a script cannot have done to it', () => {
  test.each([
    ['steer', { set: { learningRate: 1 } }],
    ['reproduce', undefined],
    ['checkpoints', undefined],
    ['fork', {}],
  ])('%s is refused, and says why', async (action, body) => {
    const server = await serverWith({ plain: { code: '' } });
    const { id } = await launchScript(server, 'plain');
    await server.untilState(id, 'finished');
    const { status, body: answer } = await server.send('POST', `/runs/${id}/${action}`, body);
    expect([status, answer.error.code, answer.error.message]).toEqual([409, 'conflict', expect.stringContaining(id)]);
  });
});
