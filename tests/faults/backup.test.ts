import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { startServer } from './server.ts';
import { ask, createWriter, verify } from './writer.ts';

const MAINTAIN = fileURLToPath(new URL('../../server/cli/maintain.ts', import.meta.url));

const maintain = (...args: string[]) => promisify(execFile)(process.execPath, [MAINTAIN, ...args]);

test('a backup taken by another process while four scripts write restores to whole batches, each run from its first on', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'lossboard-backup-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'backup.sqlite');
  const server = await startServer(join(folder, 'data'));
  onTestFinished(() => server.kill());
  const writers = Array.from({ length: 4 }, (_, index) => createWriter(`writer-${index}`));
  for (const { run } of writers) await ask(server.address, '/runs', { id: run });
  let isOver = false;
  const writing = Promise.all(
    writers.map((writer) =>
      writer.write(
        () => server.address,
        () => isOver,
      ),
    ),
  );

  while (writers.some(({ acked }) => acked < 20))
    await Promise.race([writing, new Promise((resolve) => setTimeout(resolve, 10))]);
  const before = writers.map(({ acked }) => acked);
  await maintain('backup', '--data', join(folder, 'data'), '--to', file);
  const after = writers.map(({ acked }) => acked);
  isOver = true;
  await writing;

  await maintain('restore', '--data', join(folder, 'restored'), '--from', file);
  const restored = await startServer(join(folder, 'restored'));
  onTestFinished(() => restored.kill());
  for (const [index, { run }] of writers.entries()) {
    const { total: acked } = await ask(restored.address, `/runs/${run}/logs?limit=1`);
    expect(acked).toBeGreaterThanOrEqual(before[index] ?? 0);
    expect(acked).toBeLessThanOrEqual((after[index] ?? 0) + 1);
    const found = await verify(restored.address, { ...createWriter(run), acked });
    expect(found).toMatchObject({ lost: 0, wrong: 0, duplicated: 0 });
  }
}, 120_000);
