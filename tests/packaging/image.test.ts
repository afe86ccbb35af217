import { existsSync, globSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const dockerfile = readFileSync(join(ROOT, 'Dockerfile'), 'utf8');
const runtime = dockerfile.slice(dockerfile.lastIndexOf('\nFROM '));
const copied = [...runtime.matchAll(/^COPY (?!--from)(\S+)/gm)].map(([, name = '']) => name);
/** What never runs in the image: it builds the kernels, or serves who develops. */
const DEVELOPMENT = /^(worker\/kernel|server\/cli\/dev\.ts)/;
const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));

/** Every import that is still there at run time, with the file it is in. */
const imports = copied
  .flatMap((folder) => globSync(`${folder}/**/*.ts`, { cwd: ROOT }))
  .filter((file) => !DEVELOPMENT.test(file) && !file.endsWith('.d.ts'))
  .flatMap((file) => {
    const source = readFileSync(join(ROOT, file), 'utf8');
    const found = [...source.matchAll(/^(?:import|export) (?!type )[^;]*?from '([^']+)'|\bimport\('([^']+)'\)/gm)];
    return found.map(([, name, dynamic]) => ({ file, name: name ?? dynamic ?? '' }));
  });

test('the image holds every package that its sources import', () => {
  const packages = imports.filter(({ name }) => !name.startsWith('.') && !isBuiltin(name));
  const owners = packages.map(({ file, name }) => ({
    file,
    owner: name
      .split('/')
      .slice(0, name.startsWith('@') ? 2 : 1)
      .join('/'),
  }));

  expect(owners.length).toBeGreaterThan(10);
  expect(owners.filter(({ owner }) => !(owner in manifest.dependencies))).toEqual([]);
});

test('the image holds every folder that its sources import', () => {
  const tops = imports
    .filter(({ name }) => name.startsWith('.'))
    .map(({ file, name }) => join(file, '..', name).split('/')[0]);

  expect([...new Set(tops)].filter((top) => !copied.includes(top ?? ''))).toEqual([]);
  expect(copied.filter((name) => !existsSync(join(ROOT, name)))).toEqual([]);
});

test('what the image starts is there, and it listens where it is asked for its health', () => {
  expect(runtime).toContain('CMD ["node", "server/cli/main.ts"]');
  expect(runtime).toContain('LOSSBOARD_HOST=0.0.0.0');
  expect(existsSync(join(ROOT, 'server/cli/main.ts'))).toBe(true);
  expect(runtime).toMatch(/^USER node$/m);
  expect(runtime).toMatch(/^VOLUME \/data$/m);
  expect(runtime).toContain('LOSSBOARD_DATA=/data');
});

test.each(['package-lock.json', 'bench/package-lock.json'])(
  '%s names no registry and every platform of each optional package',
  (path) => {
    const lock = JSON.parse(readFileSync(join(ROOT, path), 'utf8')) as {
      packages: Record<string, { resolved?: string; optionalDependencies?: Record<string, string> }>;
    };
    const entries = Object.entries(lock.packages);

    expect(entries.filter(([, { resolved }]) => resolved !== undefined)).toEqual([]);
    const missing = entries.flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter(
        (name) => !(`${path}/node_modules/${name}` in lock.packages) && !(`node_modules/${name}` in lock.packages),
      ),
    );
    expect(missing).toEqual([]);
  },
);
