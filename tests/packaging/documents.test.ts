import { execFile } from 'node:child_process';
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { helpText } from '../../server/config.ts';
import type { Run } from '../../shared/run.ts';
import { temporaryFolder } from '../client/support/run-fixture.ts';
import { startServerProcess } from '../client/support/server-process.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const DOCUMENTS = globSync(['*.md', '{bench,docs,examples,tests,worker}/**/*.md'], {
  cwd: ROOT,
  exclude: ['**/node_modules'],
});
const ADDRESS = 'http://127.0.0.1:4680';
const run = promisify(execFile);

const read = (name: string): string => readFileSync(join(ROOT, name), 'utf8');
/** The fenced blocks of one language, '' for those that name none. */
const blocks = (text: string, language: string): string[] =>
  [...text.matchAll(/^```([a-z]*)\n(.*?)^```$/gms)].flatMap(([, name, code = '']) => (name === language ? [code] : []));

test('the curl lines of the logging guide work as they stand, one after the other', async () => {
  const server = await startServerProcess();

  for (const block of blocks(read('docs/logging.md'), 'sh')) {
    await run('sh', ['-ec', block.replaceAll(ADDRESS, server.url)]);
  }

  const stored = await server.get<Run>('/runs/shell-1');
  expect(stored).toMatchObject({
    project: 'moons',
    state: 'failed',
    reason: { message: 'the loss was not a number' },
    config: { learningRate: 0.1 },
    ledger: { stored: 5, rejected: 0 },
  });
  expect(await server.get('/runs/shell-1/logs')).toMatchObject({ total: 2 });
});

test.each(['README.md', 'docs/logging.md'])('the script in %s works as it stands', async (document) => {
  const server = await startServerProcess();
  const folder = temporaryFolder();
  const [code = ''] = blocks(read(document), 'ts');
  const file = join(folder, 'script.ts');
  writeFileSync(file, code.replace("'lossboard-client'", JSON.stringify(join(ROOT, 'client/client.ts'))));

  const env = { ...process.env, LOSSBOARD_URL: server.url, LOSSBOARD_SPOOL: folder };
  await run(process.execPath, [file], { env, cwd: folder });

  const { runs } = await server.get<{ runs: Run[] }>('/runs?project=moons');
  expect(runs).toMatchObject([{ name: 'first try', state: 'finished', config: { learningRate: 0.1 } }]);
  expect(runs[0]?.ledger.stored).toBeGreaterThan(0);
});

test.each(DOCUMENTS)('every link to a file and every npm script in %s is there', (document) => {
  const text = read(document);
  const links = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)\)/g)].map(([, link = '']) => link);
  const scripts = [...text.matchAll(/npm run ([a-z:]+)/g)].map(([, script = '']) => script);

  expect(links.filter((link) => !existsSync(join(ROOT, document, '..', link)))).toEqual([]);
  expect(scripts.filter((script) => !(script in JSON.parse(read('package.json')).scripts))).toEqual([]);
});

test('what a newcomer looks for is there', () => {
  const wanted = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'SECURITY.md', 'docs/decisions/README.md'];
  expect(wanted.filter((name) => !DOCUMENTS.includes(name))).toEqual([]);
});

test('every decision is listed, and the changelog has a place for what is not released', () => {
  const list = read('docs/decisions/README.md');
  const decisions = globSync('[0-9]*.md', { cwd: join(ROOT, 'docs/decisions') });
  expect(decisions.length).toBeGreaterThanOrEqual(6);
  expect(decisions.filter((name) => !list.includes(`](${name})`))).toEqual([]);
  expect(read('CHANGELOG.md')).toMatch(/^## Unreleased$/m);
});

test('every folder of the README’s map is there', () => {
  const map = blocks(read('README.md'), '').join('');
  const folders = [...map.matchAll(/^([a-z]+)\/ /gm)].map(([, folder = '']) => folder);

  expect(folders.length).toBeGreaterThanOrEqual(10);
  expect(folders.filter((folder) => !existsSync(join(ROOT, folder)))).toEqual([]);
});

test('every setting of the server is in the README and in .env.example, and no other', () => {
  const names = (text: string): string[] =>
    [...new Set(text.match(/LOSSBOARD_[A-Z_]+/g))].filter((name) => !SCRIPT_SETTINGS.has(name)).sort();

  expect(names(read('README.md'))).toEqual(names(helpText()));
  expect(names(read('.env.example'))).toEqual(names(helpText()));
});

const SCRIPT_SETTINGS = new Set(['LOSSBOARD_URL', 'LOSSBOARD_PROJECT', 'LOSSBOARD_SPOOL', 'LOSSBOARD_BROWSER']);
