import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import ts from 'typescript';
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

/** Uses every type that the package exports, by its name. */
const TYPED = `
import { type At, type BinnedHistogram, type Deadline, type Delivery, type Description, type EventKind, init } from 'lossboard-client';
import type { InitOptions, LogLevel, RetryLimits, Run } from 'lossboard-client';

const retry: RetryLimits = { minMs: 1, maxMs: 2 };
const options: InitOptions = { project: 'p', retry, onWarning: (message: string) => message.trim() };
const run: Run = await init(options);
const at: At = { step: 1 };
const level: LogLevel = 'warn';
const kind: EventKind = 'note';
const bins: BinnedHistogram = { edges: [0, 1], counts: [2] };
const deadline: Deadline = { timeoutMs: 1 };
const description: Description = { name: 'n', tags: ['t'] };
run.describe(description);
run.summary({ 'test/accuracy': 1 });
export const stop: boolean = run.stopRequested;
run.log({ loss: 1 }, at);
run.histogram('w', bins, at);
run.text('line', { level });
run.event(kind, 'text', at);
const delivery: Delivery = await run.finish(deadline);
export const acked: number = delivery.acked;
`;

/** What TypeScript finds wrong with a program that has the package installed. */
function faultsOf(source: string): string[] {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(join(ROOT, 'client'), join(folder, 'node_modules/lossboard-client'));
  writeFileSync(join(folder, 'package.json'), '{"type": "module"}');
  writeFileSync(join(folder, 'script.ts'), source);
  const { NodeNext } = ts.ModuleKind;
  const options = { strict: true, noEmit: true, module: NodeNext, target: ts.ScriptTarget.ES2022, types: [] };
  const program = ts.createProgram([join(folder, 'script.ts')], {
    ...options,
    lib: ['lib.es2022.d.ts', 'lib.dom.d.ts'],
  });
  return ts.getPreEmitDiagnostics(program).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '));
}

/** Takes part in a study. */
const TRIALS = `
import { joinStudy, type Study, type StudyOptions, type Trial } from 'lossboard-client/study';

const options: StudyOptions = { url: 'http://127.0.0.1:4680' };
const study: Study = await joinStudy('id', options);
const first: Trial | null = await study.next();
(await first?.init({ batchMs: 20 }))?.log({ loss: 1 });
for await (const { values, report } of study) await report(Number(values.lr));
`;

test('the package exports the types of all that it takes and gives', () => {
  expect([...faultsOf(TYPED), ...faultsOf(TRIALS)]).toEqual([]);
});

test.each([
  ['a metric that is text', "(await init()).log({ loss: '1' });", /'string' is not assignable to type 'number/],
  ['an option that is not there', "await init({ projekt: 'p' });", /'projekt' does not exist in type 'InitOptions'/],
  ['a mark of no kind', "(await init()).event('party', 'text');", /"party"' is not assignable/],
])('its types refuse %s', (_, use, fault) => {
  expect(faultsOf(`import { init } from 'lossboard-client';\n${use}`)).toEqual([expect.stringMatching(fault)]);
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
