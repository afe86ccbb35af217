import { expect, test } from 'vitest';
import { createRunStore } from '../../../../server/store/runs/run-store.ts';
import { newRun } from '../../../contracts/records.ts';
import { tempDatabase } from '../temp-store.ts';

const REASON = { code: 'server_killed', message: 'gone' } as const;
const tempStore = () => createRunStore(tempDatabase().db);

test('the queue gives out runs in the order they came, raising the attempt, each once', async () => {
  const store = tempStore();
  await store.insertRun(newRun('late', { state: 'queued', createdAt: 3 }));
  await store.insertRun(newRun('first', { state: 'queued', createdAt: 1 }));
  await store.insertRun(newRun('second', { state: 'queued', createdAt: 1 }));
  await store.insertRun(newRun('trash', { state: 'queued', createdAt: 0 }));
  await store.updateRun('trash', { deletedAt: 1 });
  expect(await store.waiting()).toEqual(['first', 'second', 'late']);
  expect(await store.claimNext(50)).toMatchObject({ id: 'first', state: 'running', attempt: 1, startedAt: 50 });
  expect((await store.claimNext(51))?.id).toBe('second');
  expect((await store.claimNext(52))?.id).toBe('late');
  expect(await store.claimNext(53)).toBeUndefined();
});

test('training runs that a killed server left running are crashed; remote ones may still be alive', async () => {
  const store = tempStore();
  await store.insertRun(newRun('training', { kind: 'training' }));
  await store.insertRun(newRun('remote'));
  await store.insertRun(newRun('waiting', { kind: 'training', state: 'queued' }));
  const crashed = await store.crashAbandoned(7, REASON);
  expect(crashed.map((run) => [run.id, run.state, run.endedAt, run.reason])).toEqual([
    ['training', 'crashed', 7, REASON],
  ]);
  expect((await store.getRun('remote'))?.state).toBe('running');
  expect((await store.getRun('waiting'))?.state).toBe('queued');
});
