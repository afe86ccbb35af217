import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { DATABASE_FILE } from '../../../server/store/sqlite.ts';
import type { RunState } from '../../../shared/run.ts';
import { BEHAVIOUR } from '../../fixtures/threads/behaviours.ts';
import { startServer, type TestServer } from '../../support/start-server.ts';
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
async function serverWithErrors() {
  const server = await startServer({ workers: 1 });
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

test('a server that cannot write an end closes all the same, and the next one ends the run', async () => {
  const { server, errors, launch } = await serverWithErrors();
  const allow = refuse(server, 'failed');
  const id = await launch('throws');
  await until(() => errors.length > 0, 'the end could not be written');
  await server.app.close();
  allow();
  const again = await startServer({ data: server.data });
  expect(await again.run(id)).toMatchObject({ state: 'crashed', reason: { code: 'server_killed' } });
});
