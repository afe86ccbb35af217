import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { createFolderBlobs } from '../../../../server/store/blobs/folder-blobs.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const KEY = 'checkpoints/r1/step-9.lbck';

test('a blob is the file at its path, which others may write and read in place', async () => {
  const root = temporaryFolder();
  const blobs = createFolderBlobs(root);
  await blobs.put(KEY, [Buffer.from('put')]);
  expect(blobs.pathOf(KEY)).toBe(join(root, 'checkpoints', 'r1', 'step-9.lbck'));
  expect(readFileSync(blobs.pathOf(KEY), 'utf8')).toBe('put');

  writeFileSync(join(blobs.pathOf('checkpoints/r1/'), 'step-10.lbck'), 'written');
  const written = await blobs.get('checkpoints/r1/step-10.lbck');
  expect(written && (await buffer(written)).toString()).toBe('written');
});

test('what a thread is still writing is not listed, and goes with its folder', async () => {
  const root = temporaryFolder();
  const blobs = createFolderBlobs(root);
  await blobs.put(KEY, [Buffer.from('put')]);
  writeFileSync(join(root, 'checkpoints/r1/.step-10.lbck.part'), 'half');
  const keys: string[] = [];
  for await (const { key } of blobs.list('checkpoints/')) keys.push(key);
  expect(keys).toEqual([KEY]);
  await blobs.remove('checkpoints/r1/');
  expect(readdirSync(join(root, 'checkpoints'))).toEqual(['.incoming']);
});

test('what a killed process was putting is gone after the next put, and was never a blob', async () => {
  const root = temporaryFolder();
  mkdirSync(join(root, 'checkpoints/.incoming'), { recursive: true });
  writeFileSync(join(root, 'checkpoints/.incoming/half'), 'half');
  const blobs = createFolderBlobs(root);
  for await (const { key } of blobs.list('checkpoints/')) expect(key).toBe('nothing');
  await Promise.all(['a', 'b', 'c'].map((name) => blobs.put(`checkpoints/${name}`, [Buffer.from(name)])));
  expect(readdirSync(join(root, 'checkpoints')).toSorted()).toEqual(['.incoming', 'a', 'b', 'c']);
  expect(readdirSync(join(root, 'checkpoints/.incoming'))).toEqual([]);
});

test('a top folder may be a link to another place', async () => {
  const [root, elsewhere] = [temporaryFolder(), temporaryFolder()];
  symlinkSync(elsewhere, join(root, 'checkpoints'));
  const blobs = createFolderBlobs(root);
  await blobs.put(KEY, [Buffer.from('put')]);
  expect(readFileSync(join(elsewhere, 'r1/step-9.lbck'), 'utf8')).toBe('put');
});

test('files at the top of the folder are no blobs', async () => {
  const root = temporaryFolder();
  writeFileSync(join(root, 'lossboard.sqlite'), 'the database');
  const blobs = createFolderBlobs(root);
  await expect(blobs.get('lossboard.sqlite')).rejects.toThrow(RangeError);
  await expect(blobs.remove('lossboard.sqlite')).rejects.toThrow(RangeError);
  expect(() => blobs.pathOf('lossboard.sqlite')).toThrow(RangeError);
});

test.each(['a folder', 'a file'])(
  'below the top folder, %s that is a link is neither read, listed, replaced nor emptied',
  async (kind) => {
    const [root, elsewhere] = [temporaryFolder(), temporaryFolder()];
    writeFileSync(join(elsewhere, 'step-9.lbck'), 'secret');
    mkdirSync(join(root, 'checkpoints'));
    if (kind === 'a folder') symlinkSync(elsewhere, join(root, 'checkpoints/r1'));
    else {
      mkdirSync(join(root, 'checkpoints/r1'));
      symlinkSync(join(elsewhere, 'step-9.lbck'), join(root, KEY));
    }
    const blobs = createFolderBlobs(root);
    await expect(blobs.get(KEY)).rejects.toThrow(/is a link/);
    await expect(blobs.fileOf(KEY)).rejects.toThrow(/is a link/);
    await expect(blobs.put(KEY, [Buffer.from('put')])).rejects.toThrow(/is a link/);
    await expect(blobs.remove(KEY)).rejects.toThrow(/is a link/);
    const keys: string[] = [];
    for await (const { key } of blobs.list('checkpoints/')) keys.push(key);
    expect(keys).toEqual([]);
    await blobs.remove('checkpoints/');
    expect(readFileSync(join(elsewhere, 'step-9.lbck'), 'utf8')).toBe('secret');
  },
);

test('what is no file is not opened', async () => {
  const root = temporaryFolder();
  mkdirSync(join(root, KEY), { recursive: true });
  const blobs = createFolderBlobs(root);
  expect(await blobs.fileOf(KEY)).toBeUndefined();
});

test('what a thread did not end is removed, and nothing else', async () => {
  const root = temporaryFolder();
  const blobs = createFolderBlobs(root);
  await blobs.put(KEY, [Buffer.from('put')]);
  writeFileSync(join(root, 'checkpoints/r1/.step-10.lbck.part'), 'half');
  await blobs.removeUnfinished('checkpoints/r1/');
  await blobs.removeUnfinished('checkpoints/absent/');
  expect(readdirSync(join(root, 'checkpoints/r1'))).toEqual(['step-9.lbck']);
});
