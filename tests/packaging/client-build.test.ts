import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'vite';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { temporaryFolder, temporaryServer } from '../client/support/run-fixture.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const DIST = join(ROOT, 'client/dist');
const run = promisify(execFile);

beforeAll(() => run(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', 'client'], { cwd: ROOT }));

test('the built client is plain JavaScript with types and no import but its own files', () => {
  const names = readdirSync(DIST);
  expect(names).toContain('client.js');
  expect(names).toContain('client.d.ts');

  for (const name of names) {
    const text = readFileSync(join(DIST, name), 'utf8');
    const imports = [...text.matchAll(/(?:from|import\() ?['"]([^'"]+)['"]/g)].map(([, target = '']) => target);
    expect(imports.filter((target) => !/^\.\/[a-z-]+\.js$/.test(target) && !name.endsWith('.d.ts'))).toEqual([]);
  }
});

/** The project's own Node, and the system's where there is another one. */
const NODES = (process.env.PATH ?? '')
  .split(delimiter)
  .filter((folder) => !folder.includes('node_modules'))
  .map((folder) => join(folder, 'node'))
  .filter((path) => existsSync(path))
  .slice(0, 1);

test.each([process.execPath, ...NODES])('the built client runs in %s and logs from there', async (program) => {
  const server = await temporaryServer();
  const folder = temporaryFolder();
  symlinkSync(join(ROOT, 'client'), join(folder, 'lossboard-client'));
  const file = join(folder, 'script.mjs');
  writeFileSync(
    file,
    `import { init } from './lossboard-client/dist/client.js';
     const run = await init({ url: '${server.url}', spool: '${folder}/spool' });
     run.log({ loss: 1 });
     await run.finish();`,
  );

  await run(program, [file]);

  expect(server.steps('loss')).toEqual([1]);
  expect(server.patches).toEqual([{ state: 'finished' }]);
});

test('a bundler for browsers takes the client without a warning', async () => {
  const folder = temporaryFolder();
  const warnings: string[] = [];
  const entry = join(folder, 'page.js');
  writeFileSync(entry, `import { init } from '${DIST}/client.js'; globalThis.run = init({ url: location.origin });`);

  await build({
    root: folder,
    configFile: false,
    logLevel: 'warn',
    customLogger: logger(warnings),
    build: { lib: { entry, formats: ['es'], fileName: () => 'page.js' }, outDir: join(folder, 'out') },
  });

  expect(warnings).toEqual([]);
  expect(readFileSync(join(folder, 'out/page.js'), 'utf8')).not.toContain('__vite-browser-external');
});

function logger(warnings: string[]) {
  const say = (message: string): void => void warnings.push(message);
  const quiet = (): void => undefined;
  onTestFinished(quiet);
  return {
    info: quiet,
    warn: say,
    warnOnce: say,
    error: say,
    clearScreen: quiet,
    hasErrorLogged: () => false,
    hasWarned: false,
  };
}
