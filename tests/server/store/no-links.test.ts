import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createApp } from '../../../server/app.ts';
import { readConfig } from '../../../server/config.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

/** A data folder, and another place that something in it leads to. */
function linked(name: string, to: 'file' | 'folder') {
  const data = temporaryFolder();
  const elsewhere = join(temporaryFolder(), 'elsewhere');
  if (to === 'file') writeFileSync(elsewhere, '');
  else mkdirSync(elsewhere);
  symlinkSync(elsewhere, join(data, name));
  return { data, elsewhere };
}

async function start(...flags: string[]) {
  const read = readConfig([...flags, '--log-level', 'silent'], {});
  if (!('config' in read)) throw new Error('the flags of the test ask for no server');
  const app = await createApp({ config: read.config, version: '0' });
  await app.http.close();
}

test.each([
  ['datasets', 'folder'],
  ['checkpoints', 'folder'],
  ['lossboard.sqlite', 'file'],
  ['lossboard.ballast', 'file'],
  ['agent-id', 'file'],
] as const)('a data folder whose %s is a link is refused by name, with nothing written there', async (name, to) => {
  const { data, elsewhere } = linked(name, to);
  await expect(start('--data', data)).rejects.toThrow(`${join(data, name)} is a link`);
  expect(readdirSync(data)).toEqual([name]);
  if (to === 'folder') expect(readdirSync(elsewhere)).toEqual([]);
});

test('a link that dangles is one too', async () => {
  const data = temporaryFolder();
  symlinkSync('/nowhere', join(data, 'checkpoints'));
  await expect(start('--data', data)).rejects.toThrow('--links follow');
});

test('links to other disks are followed where that is asked for, and the data folder itself may be one', async () => {
  const { data } = linked('checkpoints', 'folder');
  await start('--data', data, '--links', 'follow');
  expect(existsSync(join(data, 'lossboard.sqlite'))).toBe(true);

  const link = join(temporaryFolder(), 'data');
  symlinkSync(temporaryFolder(), link);
  await start('--data', link);
});
