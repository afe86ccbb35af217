import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findLibraries } from '../../bench/engine/libraries.ts';
import { importsOf, ROOT, sourceFiles } from '../support/imports.ts';

const FOLDERS = ['bench', 'client', 'examples', 'server', 'shared', 'tests', 'web', 'worker'];
const COMMANDS = ['package.json', '.ci/run', 'Dockerfile'];

interface Manifest {
  bin?: string | Record<string, string>;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
}

const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const manifestOf = (folder: string): Manifest => JSON.parse(read(join(folder, 'package.json')));
const declared = ({ dependencies, devDependencies }: Manifest): string[] =>
  Object.keys({ ...dependencies, ...devDependencies });
/** `@scope/name` of `npm:@scope/name/file (type)`. */
const packageOf = (target: string): string => /^npm:((?:@[^/ ]+\/)?[^/ ]+)/.exec(target)?.[1] ?? '';

const imported = [...sourceFiles(FOLDERS), 'vitest.config.ts']
  .filter((file) => !file.startsWith('worker/kernels/')) // another language: AssemblyScript
  .flatMap(importsOf)
  .filter(({ target }) => target.startsWith('npm:'))
  .map(({ file, target }) => ({ file, name: packageOf(target) }));
const packages = new Set(imported.map(({ name }) => name));
/** What the styles of the page take from packages: files of a typeface. */
const styles = globSync('web/styles/*.css', { cwd: ROOT }).map(read).join('\n');

/** A package is used by an import, by a style, by a command, by the types of what is imported, or as what another package builds on. */
function isUsed(name: string, manifest: Manifest): boolean {
  if (packages.has(name) || styles.includes(`url("${name}/`) || name === '@types/node') return true;
  if (name.startsWith('@types/')) return packages.has(name.slice('@types/'.length));
  const { bin = {} } = manifestOf(`node_modules/${name}`);
  const commands = typeof bin === 'string' ? [name] : Object.keys(bin);
  const text = COMMANDS.map(read).join('\n');
  if (commands.some((command) => new RegExp(`(^|[\\s"])${command} `, 'm').test(text))) return true;
  return declared(manifest).some((other) => name in (manifestOf(`node_modules/${other}`).peerDependencies ?? {}));
}

test('every dependency is used', () => {
  const manifest = manifestOf('.');
  expect(declared(manifest).filter((name) => !isUsed(name, manifest))).toEqual([]);
  const bench = sourceFiles(['bench']).map(read).join('\n');
  const isLoaded = (name: string) => packages.has(name) || bench.includes(`resolve('${name}/`);
  expect(declared(manifestOf('bench')).filter((name) => !isLoaded(name))).toEqual([]);
});

test('every package that a source imports is a dependency', () => {
  const known = new Set(declared(manifestOf('.')));
  const ofBench = new Set(declared(manifestOf('bench')));
  const isKnown = (file: string, name: string) => known.has(name) || (file.startsWith('bench/') && ofBench.has(name));
  expect(imported.length).toBeGreaterThan(100);
  expect(imported.filter(({ file, name }) => !isKnown(file, name))).toEqual([]);
});

test('a benchmark does without the libraries of bench/package.json, and with any other error stops', async () => {
  const failing = (code: string) => findLibraries(() => Promise.reject(Object.assign(new Error(code), { code })));
  expect(await failing('ERR_MODULE_NOT_FOUND')).toBeNull();
  await expect(failing('ERR_OUT_OF_RANGE')).rejects.toThrow('ERR_OUT_OF_RANGE');
});
