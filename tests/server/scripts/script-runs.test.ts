import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { until } from '../../support/until.ts';
import { launchScript, linesOf, serverWith } from './support/scripts.ts';

const ECHO = `write(JSON.stringify({ argv: process.argv.slice(2), config: process.env.LOSSBOARD_CONFIG }));`;
const isAlive = (pid: number) =>
  existsSync(`/proc/${pid}/stat`) && !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));

describe('a script that is launched', () => {
  test('runs with its parameters as arguments and in its environment, and ends as finished with exit code 0', async () => {
    const server = await serverWith({
      train: {
        code: `${ECHO} write(Object.keys(process.env).filter((name) => name.startsWith('LOSSBOARD_')).sort().join(' '));
          write(require('node:fs').readFileSync(process.env.LOSSBOARD_CONFIG_FILE, 'utf8').replace(/\\s/g, ''));
          write([process.env.LOSSBOARD_RUN_ID, process.env.LOSSBOARD_ATTEMPT, process.env.LOSSBOARD_PARAM_lr].join(' '));`,
        parameters: [
          { name: 'lr', kind: 'number', default: 0.1, minimum: 0 },
          { name: 'mode', kind: 'choice', choices: ['fast', 'slow'], default: 'fast' },
          { name: 'seed', kind: 'seed' },
        ],
      },
    });
    const { id } = await launchScript(server, 'train', { lr: 0.5 }, { seed: 7, project: 'p' });
    const run = await server.untilState(id, 'finished');
    expect(run).toMatchObject({
      kind: 'script',
      project: 'p',
      seed: 7,
      reason: null,
      attempt: 1,
      config: {
        script: { name: 'train', parameters: { lr: 0.5, mode: 'fast' }, command: [process.execPath, 'train.cjs'] },
      },
      process: {
        command: [process.execPath, 'train.cjs', '--lr=0.5', '--mode=fast', '--seed=7'],
        exitCode: 0,
        signal: null,
        pid: null,
      },
    });
    const config = '{"lr":0.5,"mode":"fast","seed":7}';
    expect((await linesOf(server, id)).map(({ text, stream }) => [text, stream])).toEqual([
      [JSON.stringify({ argv: ['--lr=0.5', '--mode=fast', '--seed=7'], config }), 'stdout'],
      [
        'LOSSBOARD_ATTEMPT LOSSBOARD_CONFIG LOSSBOARD_CONFIG_FILE LOSSBOARD_PARAM_lr LOSSBOARD_PARAM_mode LOSSBOARD_PARAM_seed ' +
          'LOSSBOARD_PROJECT LOSSBOARD_RUN_DIR LOSSBOARD_RUN_ID LOSSBOARD_SCRIPT LOSSBOARD_SEED LOSSBOARD_URL',
        'stdout',
      ],
      [config, 'stdout'],
      [`${id} 1 0.5`, 'stdout'],
    ]);
  });

  test('gets no other variables of the server than those that are named for it', async () => {
    process.env.SECRET_OF_THE_SERVER = 'secret';
    process.env.PASSED_ON = 'yes';
    const server = await serverWith({
      names: {
        code: `write(String([process.env.SECRET_OF_THE_SERVER, process.env.PASSED_ON, process.env.GIVEN]));`,
        passEnv: ['PASSED_ON'],
        env: { GIVEN: 'too' },
      },
    });
    const { id } = await launchScript(server, 'names');
    await server.untilState(id, 'finished');
    expect((await linesOf(server, id))[0]?.text).toBe(',yes,too');
    expect(JSON.stringify((await server.send('GET', '/scripts')).body)).not.toContain('GIVEN');
  });

  test.each([
    ['; rm -rf /', 'a shell'],
    ['$(touch hacked) `touch hacked`', 'substitution'],
    ['one\ntwo', 'a newline'],
    ['--help -rf', 'a leading dash'],
    ['"\'\\ * ? ~ &', 'quotes'],
    ['déjà 🎈', 'letters beyond ASCII'],
  ])('is given %j as one argument as it is', async (text) => {
    const server = await serverWith({ echo: { code: ECHO, parameters: [{ name: 'text', kind: 'string' }] } });
    const { id } = await launchScript(server, 'echo', { text });
    await server.untilState(id, 'finished');
    expect(JSON.parse((await linesOf(server, id))[0]?.text ?? '').argv).toEqual([`--text=${text}`]);
    expect(existsSync(join(server.folder, 'hacked'))).toBe(false);
  });

  test('logs metrics as lines of JSON where it is registered so, with and without steps', async () => {
    const server = await serverWith({
      train: {
        code: `write('{"step": 1, "loss": 0.5, "val": {"loss": 0.6}}'); write('{"step": 4, "loss": NaN}'); write('{"loss": 0.1}');
          write('{"loss": "low"}'); write('epoch 1'); console.error('{"loss": 3}');`,
        metrics: 'json-lines',
      },
    });
    const { id } = await launchScript(server, 'train');
    const run = await server.untilState(id, 'finished');
    expect(run.summary).toMatchObject({
      loss: { last: 0.1, lastStep: 5, count: 3, nonFinite: 1 },
      'val/loss': { last: 0.6, count: 1 },
    });
    expect((await linesOf(server, id)).map(({ text }) => text).toSorted()).toEqual(
      ['epoch 1', '{"loss": "low"}', '{"loss": 3}'].toSorted(),
    );
  });

  test('may log to its run over HTTP, with the attempt that it was given', async () => {
    const server = await serverWith({
      logs: {
        code: `const { LOSSBOARD_URL: url, LOSSBOARD_RUN_ID: id, LOSSBOARD_ATTEMPT: attempt } = process.env;
          const post = async (path, body, method = 'POST') => {
            const answer = await fetch(url + '/api/v1' + path, { method, body: JSON.stringify(body), headers: { 'content-type': 'application/json' } });
            write(answer.status + ' ' + (await answer.json()).id);
          };
          await post('/runs', { id, project: 'another', name: 'another' });
          await post('/runs/' + id + '/ingest', { writer: 'w', attempt: Number(attempt), seq: 1, series: { loss: { step: [1], time: [1], value: [0.5] } } });
          await post('/runs/' + id, { config: { own: 1 }, state: 'finished' }, 'PATCH');`,
      },
    });
    const { id, name } = await launchScript(server, 'logs');
    const run = await server.untilState(id, 'finished');
    expect((await linesOf(server, id)).map(({ text }) => text)).toEqual([`200 ${id}`, '200 undefined', `200 ${id}`]);
    expect(run).toMatchObject({ name, project: 'default', config: { own: 1 }, summary: { loss: { last: 0.5 } } });
  });
});

describe('how a script ends', () => {
  test.each([
    ['process.exit(3)', /exit code 3/, { exitCode: 3, signal: null }],
    ["process.kill(process.pid, 'SIGSEGV'); await sleep(1000)", /SIGSEGV/, { exitCode: null, signal: 'SIGSEGV' }],
    [
      "process.kill(process.pid, 'SIGKILL'); await sleep(1000)",
      /SIGKILL.*memory/,
      { exitCode: null, signal: 'SIGKILL' },
    ],
    ["throw new Error('the layers do not fit')", /exit code 1/, { exitCode: 1, signal: null }],
  ])('%s fails its run with how it ended', async (code, message, process) => {
    const server = await serverWith({ fails: { code } });
    const { id } = await launchScript(server, 'fails');
    const run = await server.untilState(id, 'failed');
    expect(run).toMatchObject({ reason: { code: 'error', message: expect.stringMatching(message) }, process });
    if (code.startsWith('throw'))
      expect(
        (await linesOf(server, id)).some(
          ({ text, stream }) => stream === 'stderr' && text.includes('the layers do not fit'),
        ),
      ).toBe(true);
  });

  test('what it says of its own failure is the reason, once its process has ended', async () => {
    const server = await serverWith({
      says: {
        code: `await fetch(process.env.LOSSBOARD_URL + '/api/v1/runs/' + process.env.LOSSBOARD_RUN_ID, { method: 'PATCH',
          body: JSON.stringify({ state: 'failed', reason: 'the loss is not a number' }), headers: { 'content-type': 'application/json' } });
          write('said'); await sleep(300);`,
      },
    });
    const { id } = await launchScript(server, 'says');
    await until(async () => (await linesOf(server, id)).length > 0, 'it has said so');
    expect((await server.run(id)).state).toBe('running');
    expect(await server.untilState(id, 'failed')).toMatchObject({
      reason: { message: 'the loss is not a number' },
      process: { exitCode: 0 },
    });
  });

  test.each([
    [{ command: ['no-such-program'] }, /no program no-such-program/],
    [{ cwd: 'no-such-folder' }, /no-such-folder is not there/],
    [{ command: ['./starts.cjs'] }, /may not be executed/],
  ])('one that cannot be started says why', async (fields, message) => {
    const server = await serverWith({ starts: { code: '', ...fields } });
    const { id } = await launchScript(server, 'starts');
    const { reason } = await server.untilState(id, 'failed');
    expect(reason?.message).toMatch(message);
  });

  test('one that takes longer than its time is ended, and its run has failed', async () => {
    const server = await serverWith({ slow: { code: 'await sleep(60_000)', timeoutSeconds: 0.3 } });
    const { id } = await launchScript(server, 'slow');
    expect(await server.untilState(id, 'failed')).toMatchObject({
      reason: { code: 'timed_out', message: expect.stringContaining('0.3 s') },
      process: { signal: 'SIGTERM' },
    });
  });
});

describe('stopping a script', () => {
  test('asks it by SIGTERM, and waits for what it does then', async () => {
    const server = await serverWith({
      saves: {
        code: `process.on('SIGTERM', async () => { await sleep(100); write('saved'); process.exit(0); }); write('ready'); await sleep(60_000);`,
      },
    });
    const { id } = await launchScript(server, 'saves');
    await until(async () => (await linesOf(server, id)).length > 0, 'it is ready');
    expect((await server.send('POST', `/runs/${id}/stop`)).status).toBe(202);
    expect(await server.untilState(id, 'stopped')).toMatchObject({
      reason: { code: 'stopped_by_user' },
      process: { exitCode: 0 },
    });
    expect((await linesOf(server, id)).map(({ text }) => text)).toEqual(['ready', 'saved']);
  });

  test('kills it and all processes that it began, when they do not listen', async () => {
    const server = await serverWith({
      stubborn: {
        graceSeconds: 0.3,
        code: `process.on('SIGTERM', () => {});
          const child = require('node:child_process').spawn(process.execPath, ['-e', "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000); console.log('up')"], { stdio: ['ignore', 'pipe', 'ignore'] });
          child.stdout.once('data', () => write(process.pid + ' ' + child.pid)); await sleep(60_000);`,
      },
    });
    const { id } = await launchScript(server, 'stubborn');
    const [line] = await until(async () => {
      const lines = await linesOf(server, id);
      return lines.length > 0 && lines;
    }, 'both are up');
    const pids = String(line?.text).split(' ').map(Number);
    expect(pids.map(isAlive)).toEqual([true, true]);
    await server.send('POST', `/runs/${id}/stop`);
    expect(await server.untilState(id, 'stopped')).toMatchObject({ process: { signal: 'SIGKILL' } });
    await until(() => !pids.some(isAlive), 'both are gone');
  });

  test('leaves nothing behind of one that ends by itself', async () => {
    const server = await serverWith({
      leaves: {
        code: `const child = require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' }); write(String(child.pid)); process.exit(0);`,
      },
    });
    const { id } = await launchScript(server, 'leaves');
    await server.untilState(id, 'finished');
    const pid = Number((await linesOf(server, id))[0]?.text);
    await until(() => !isAlive(pid), 'its child is gone');
  });

  test('takes one that waits out of the queue', async () => {
    const server = await serverWith({ waits: { code: 'await sleep(60_000)', parallel: 1 } }, { workers: 2 });
    const [first, second] = [await launchScript(server, 'waits'), await launchScript(server, 'waits')];
    await server.untilState(first.id, 'running');
    await server.send('POST', `/runs/${second.id}/stop`);
    expect((await server.run(second.id)).state).toBe('stopped');
    await server.send('POST', `/runs/${first.id}/stop`);
    await server.untilState(first.id, 'stopped');
  });
});

describe('the queue', () => {
  test('begins no more runs of a script at once than it may have, and passes on to others', async () => {
    const server = await serverWith(
      {
        one: { code: 'await sleep(60_000)', parallel: 1 },
        other: { code: 'await sleep(60_000)' },
      },
      { workers: 3 },
    );
    const [a, b, c] = [
      await launchScript(server, 'one'),
      await launchScript(server, 'one'),
      await launchScript(server, 'other'),
    ];
    await server.untilState(a.id, 'running');
    await server.untilState(c.id, 'running');
    expect((await server.run(b.id)).state).toBe('queued');
    await server.send('POST', `/runs/${a.id}/stop`);
    await server.untilState(b.id, 'running');
    for (const { id } of [b, c]) await server.send('POST', `/runs/${id}/stop`);
    for (const { id } of [b, c]) await server.untilState(id, 'stopped');
  });
});
