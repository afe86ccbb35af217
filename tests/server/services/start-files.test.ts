import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createStartFiles } from '../../../server/services/start-files.ts';
import { createFolderBlobs } from '../../../server/store/blobs/folder-blobs.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

/** The files of a server, as they are when its process is killed: another one opens them. */
function folder() {
  const data = temporaryFolder();
  const runs = new Set<string>();
  const open = () =>
    createStartFiles({ access: { exists: async (id) => runs.has(id) }, blobs: createFolderBlobs(data) });
  return { runs, open, has: (path: string) => existsSync(join(data, 'checkpoints', path)) };
}

const STATE = async () => [Buffer.from('state')];
const forever = () => new Promise<never>(() => {});

test('a run that is stored has the state that it begins with, and nothing else is left', async () => {
  const { runs, open, has } = folder();
  const files = open();
  const stored = await files.store('r', STATE, async () => {
    expect(has('r/start.lbck')).toBe(true);
    runs.add('r');
    return 'stored';
  });
  expect([stored, has('r/start.lbck'), has('arriving.runs/r')]).toEqual(['stored', true, false]);
});

test.each<[what: string, copy: typeof STATE, insert: () => Promise<never>]>([
  ['its state cannot be copied', () => Promise.reject(new Error('no')), forever],
  ['it cannot be stored', STATE, () => Promise.reject(new Error('no'))],
])('a run that is not stored, because %s, leaves nothing', async (_, copy, insert) => {
  const { open, has } = folder();
  await expect(open().store('r', copy, insert)).rejects.toThrow('no');
  expect([has('r'), has('arriving.runs/r')]).toEqual([false, false]);
});

test('where the process is killed before a run is stored, the next start removes its state; where after, it stays', async () => {
  const { runs, open, has } = folder();
  const killed = open();
  const copied = Promise.withResolvers<void>();
  void killed.store('before', STATE, () => {
    copied.resolve();
    return forever();
  });
  const stored = Promise.withResolvers<void>();
  void killed.store('after', STATE, () => {
    runs.add('after');
    stored.resolve();
    return forever();
  });
  void killed.store('while', () => forever(), forever);
  await Promise.all([copied.promise, stored.promise]);
  expect([has('before/start.lbck'), has('after/start.lbck')]).toEqual([true, true]);

  await open().removeUnused();
  expect([has('before'), has('while'), has('after/start.lbck')]).toEqual([false, false, true]);
  for (const run of ['before', 'while', 'after']) expect(has(`arriving.runs/${run}`), run).toBe(false);
});

test('of two with one id the second finds the run of the first, with its state', async () => {
  const { runs, open, has } = folder();
  const files = open();
  const insert = async () => {
    const isThere = runs.has('r');
    runs.add('r');
    return isThere ? 'found' : 'stored';
  };
  const both = await Promise.all([files.store('r', STATE, insert), files.store('r', STATE, insert)]);
  expect([both, has('r/start.lbck')]).toEqual([['stored', 'found'], true]);
});
