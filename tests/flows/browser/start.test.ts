import { execFile, spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { eventually, startLossboard, withBrowser } from './support/browser.ts';

const browser = withBrowser();
const execute = promisify(execFile);
const CLIENT = fileURLToPath(new URL('../../../client', import.meta.url));
const PYTHON_CLIENT = fileURLToPath(new URL('../../../clients/python/src', import.meta.url));

test('the first click on an empty server trains three optimizers, whose curves grow in the workspace', async () => {
  const server = await startLossboard();
  const page = await browser.open(server.address);

  await page.getByRole('button', { name: 'Train three optimizers on digits' }).click();
  await page.waitForURL(/\/projects\/digits$/);

  const points = async () => Number(await page.locator('[data-chart="train/loss"]').getAttribute('data-points'));
  await eventually(points).toBeGreaterThan(20);
  const before = await points();
  await eventually(points).toBeGreaterThan(before);
  await page.getByText('3 of 3 drawn').waitFor();
}, 60_000);

test('projects are listed by what happened last, with their loss, found by name, and one leads to its workspace', async () => {
  const server = await startLossboard();
  for (const project of ['a', 'b', 'c', 'd', 'e', 'f', '50% off & more/less']) {
    const { body: run } = await server.send('POST', '/runs', { project, name: `run of ${project}` });
    for (let step = 1; step <= 3; step++)
      await server.send('POST', `/runs/${run.id}/log`, { step, metrics: { 'val/loss': 1 / step } });
  }
  const page = await browser.open(server.address);
  const names = () => page.locator('article h2').allTextContents();
  await eventually(names).toEqual(['50% off & more/less', 'f', 'e', 'd', 'c', 'b', 'a']);
  await eventually(() => page.getByRole('img', { name: 'val/loss of run of f, last 0.3333' }).count()).toBe(1);

  await server.send('POST', '/runs', { project: 'a new one' });
  await eventually(async () => (await names())[0]).toBe('a new one');

  await page.getByLabel('Find a project').fill('OFF');
  await eventually(names).toEqual(['50% off & more/less']);
  await page.getByRole('link', { name: '50% off & more/less' }).click();
  await page.locator('[data-chart="val/loss"]').waitFor();
  await page.reload();
  await page.locator('[data-chart="val/loss"]').waitFor();
}, 60_000);

/** Runs a snippet as a reader would: copied into a file, with what it imports beside it. */
async function runSnippet(language: string, text: string): Promise<void> {
  const folder = temporaryFolder();
  const [file, command, ...flags] = {
    Python: ['first.py', 'python3'],
    TypeScript: ['first.ts', process.execPath, '--disable-warning=ExperimentalWarning'],
    curl: ['first.sh', 'sh'],
  }[language] as [string, string, ...string[]];
  mkdirSync(join(folder, 'node_modules/lossboard-client'), { recursive: true });
  symlinkSync(CLIENT, join(folder, 'node_modules/lossboard-client/client'));
  writeFileSync(
    join(folder, 'node_modules/lossboard-client/package.json'),
    JSON.stringify({ name: 'lossboard-client', type: 'module', exports: './client/client.ts' }),
  );
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module' }));
  writeFileSync(join(folder, file), text);
  const env = { ...process.env, PYTHONPATH: PYTHON_CLIENT, LOSSBOARD_SPOOL: join(folder, 'spool') };
  await execute(command, [...flags, file], { cwd: folder, env, timeout: 60_000 });
}

/** A machine that has no Python or curl is none whose reader runs that snippet. */
const works = (command: string, ...flags: string[]) => spawnSync(command, flags).status === 0;
const LANGUAGES = [
  'TypeScript',
  ...(works('python3', '-c', 'import sys; sys.exit(sys.version_info < (3, 9))') ? ['Python'] : []),
  ...(works('curl', '--version') ? ['curl'] : []),
];

test.each(LANGUAGES)(
  'the snippet for %s logs a run to this server as it stands',
  async (language) => {
    const server = await startLossboard();
    const page = await browser.open(server.address);
    await page.getByRole('radio', { name: language }).check({ force: true });
    const text = (await page.locator('pre code').textContent()) ?? '';
    expect(text).toContain(server.address);

    await runSnippet(language, text);

    const { runs } = (await server.send('GET', '/runs')).body;
    expect(runs).toHaveLength(1);
    expect(runs[0]).toMatchObject({ project: 'my-project', state: 'finished' });
    expect(runs[0].summary['train/loss'].count).toBeGreaterThanOrEqual(5);
    await page.getByRole('link', { name: 'my-project' }).waitFor();
  },
  90_000,
);
