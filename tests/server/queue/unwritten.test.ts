import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { DATABASE_FILE } from '../../../server/store/sqlite.ts';
import type { RunState } from '../../../shared/run.ts';
import { BEHAVIOUR } from '../../fixtures/threads/behaviours.ts';
import { type ServerOptions, startServer, type TestServer } from '../../support/start-server.ts';
import { until } from '../../support/until.ts';

/** Makes the file refuse that a run becomes `state`, as a disk without any space does, until the result is called. */
function refuse({ data }: TestServer, state: RunState): () => void {
  const db = new Database(join(data, DATABASE_FILE), { timeout: 5000 });
  onTestFinished(() => void db.close());
  db.exec(
    `CREATE TRIGGER refusal BEFORE UPDATE OF state ON runs WHEN NEW.state = '${state}' BEGIN SELECT RAISE(ABORT, 'no'); END`,
  );
  return () => void db.exec('DROP TRIGGER refusal');
}

/** A server that keeps its errors. */
async function serverWithErrors(options: ServerOptions = {}) {
  const server = await startServer({ workers: 1, ...options });
  const errors: unknown[] = [];
  server.app.log.error = (error: unknown) => void errors.push(error);
  const launch = async (behaviour: keyof typeof BEHAVIOUR) =>
    (await server.send('POST', '/launch', { seed: BEHAVIOUR[behaviour], length: { unit: 'steps', count: 3 } })).body.id;
  return { server, errors, launch };
}

test.each(['while its lease lasts', 'after its lease'])(
  'an end that could not be written is written later with its own reason, %s',
  async (when) => {
    const { server, errors, launch } = await serverWithErrors();
    const allow = refuse(server, 'failed');
    const id = await launch('throws');
    await until(() => errors.length > 0, 'the end could not be written');
    expect((await server.run(id)).state).toBe('running');
    if (when === 'after its lease') {
      const db = new Database(join(server.data, DATABASE_FILE));
      db.prepare('UPDATE runs SET lease_until = 1').run();
      db.close();
    }
    allow();
    const run = await server.untilState(id, 'failed');
    expect(run.reason).toMatchObject({ code: 'error', message: expect.stringMatching(/layers do not fit/) });
    await server.untilState(await launch('trains'), 'finished'); // the thread is free again
  },
);

test('a run that could not be claimed is claimed later, though nobody launches another', async () => {
  const { server, errors, launch } = await serverWithErrors();
  const allow = refuse(server, 'running');
  const id = await launch('trains');
  await until(() => errors.length > 0, 'the claim could not be written');
  allow();
  await server.untilState(id, 'finished');
});

/** A run whose server was closed before it could write how the run ended. */
async function closedBefore() {
  let now = 1_800_000_000_000;
  const { server, errors, launch } = await serverWithErrors({ now: () => now });
  const allow = refuse(server, 'failed');
  const id = await launch('throws');
  await until(() => errors.length > 0, 'the end could not be written');
  now += 3_600_000;
  await server.app.close();
  allow();
  const restart = () => startServer({ data: server.data, now: () => now });
  return { server, id, restart };
}

test('a server that cannot write an end closes all the same, and the next one writes it with its reason and time', async () => {
  const { id, restart } = await closedBefore();
  const again = await restart();
  const run = await again.run(id);
  expect(run).toMatchObject({ state: 'failed', endedAt: '2027-01-15T08:00:00.000Z' });
  expect(run.reason).toMatchObject({ code: 'error', message: expect.stringMatching(/layers do not fit/) });

  await again.send('PATCH', `/runs/${id}`, { name: 'seen' });
  await again.app.close();
  expect(await (await restart()).run(id)).toEqual({ ...run, name: 'seen' });
});

test.each([
  ['damaged', '[{"run"'],
  ['of another attempt', JSON.stringify([{ run: 'RUN', attempt: 7, state: 'finished', reason: null }])],
  ['of a run that is gone', JSON.stringify([{ run: 'gone', attempt: 1, state: 'finished', reason: null }])],
])('a kept end that is %s is left aside', async (_, content) => {
  const { server, id, restart } = await closedBefore();
  writeFileSync(join(server.data, 'unwritten-ends'), content.replace('RUN', id));
  const run = await (await restart()).run(id);
  expect(run).toMatchObject({ reason: null, endedAt: null }); // it is trained again
});
