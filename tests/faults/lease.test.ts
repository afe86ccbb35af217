import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { openFile } from '../../server/store/database.ts';
import { createRunQueue } from '../../server/store/runs/run-queue.ts';
import { createRunStore } from '../../server/store/runs/run-store.ts';
import type { Db } from '../../server/store/sqlite.ts';
import { TrainingConfig } from '../../shared/training/launch.ts';
import { withDefaults } from '../../shared/validate.ts';
import { newRun } from '../contracts/records.ts';
import { BEHAVIOUR } from '../fixtures/threads/behaviours.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { until } from '../support/until.ts';

/** Long enough that a busy machine renews in time. */
const LEASE_MS = 4000;
const PATIENCE_MS = 60_000;
const AGENT = fileURLToPath(new URL('agent.ts', import.meta.url));
const LOST = { code: 'heartbeat_lost', message: 'gone' } as const;
const BY_USER = { code: 'stopped_by_user', message: 'Stopped by the user.' } as const;

/** Stops an agent where it does not hold the lock of the file, which it would hold as long as it is stopped. */
async function pauseBetweenWrites(agent: ChildProcess, db: Db): Promise<void> {
  db.pragma('busy_timeout = 0');
  await until(() => {
    agent.kill('SIGSTOP');
    try {
      db.exec('BEGIN IMMEDIATE; ROLLBACK');
      return true;
    } catch {
      agent.kill('SIGCONT');
      return false;
    }
  }, 'the agent writes nothing');
  db.pragma('busy_timeout = 5000');
}

test('a run whose agent is paused or killed is claimed again after its lease; the old agent is refused, and the run ends once', async () => {
  const file = join(temporaryFolder(), 'shared.sqlite');
  const db = openFile(file);
  onTestFinished(() => void db.close());
  const meta = createRunStore(db);
  const queue = createRunQueue(db);
  const job = withDefaults<TrainingConfig>(TrainingConfig, {
    seed: BEHAVIOUR.trains,
    length: { unit: 'steps', count: 10_000_000 },
  });
  await meta.insertRun(newRun('r', { kind: 'training', state: 'queued', job }));

  const lines: string[] = [];
  const has = (line: string) => until(() => lines.includes(line), line, PATIENCE_MS);
  const start = (agent: string) => {
    const child = spawn(process.execPath, [AGENT, file, agent, String(LEASE_MS)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    child.stdout.on('data', (data) =>
      lines.push(
        ...`${data}`
          .trim()
          .split('\n')
          .map((line) => `${agent}: ${line}`),
      ),
    );
    return child;
  };
  const sweep = async () => (await queue.sweep({ maxAttempts: 9, reason: LOST })).length > 0;

  const first = start('first');
  await has('first: renewed r 1');
  await pauseBetweenWrites(first, db);
  expect(await sweep()).toBe(false);
  await until(sweep, 'the lease of the paused agent has expired', PATIENCE_MS);
  const second = start('second');
  await has('second: renewed r 2');

  first.kill('SIGCONT');
  await has('first: lost r 1');
  await has('first: refused r 1');
  expect(await meta.getRun('r')).toMatchObject({ state: 'running', attempt: 2, reason: null });

  second.kill('SIGKILL');
  await until(sweep, 'the lease of the killed agent has expired', PATIENCE_MS);
  start('third');
  const claimed = await until(
    () => lines.map((line) => /^(first|third): claimed r 3$/.exec(line)?.[1]).find((name) => name !== undefined),
    'the run is claimed again',
    PATIENCE_MS,
  );
  await queue.askStop('r', BY_USER);
  await has(`${claimed}: ended-stopped r 3`);
  expect(await meta.getRun('r')).toMatchObject({ state: 'stopped', attempt: 3, reason: BY_USER });
  expect(lines.filter((line) => line.includes('ended-'))).toHaveLength(1);
  expect(lines.filter((line) => line.includes('claimed'))).toHaveLength(3);
}, 240_000);
