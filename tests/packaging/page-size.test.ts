import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';

const DIST = fileURLToPath(new URL('../../web/dist', import.meta.url));
/** What a page may cost before it shows anything. Raise it only with a reason in the commit. */
const MAX_GZIP_BYTES = 250_000;

/** A file of the build: the keys of what it imports at once, and of what only when that is needed. */
interface Built {
  file: string;
  imports?: string[];
  dynamicImports?: string[];
}
const manifest = JSON.parse(readFileSync(join(DIST, '.vite/manifest.json'), 'utf8')) as Record<string, Built>;

function built(key: string): Built {
  const found = manifest[key];
  if (!found) throw new Error(`the build has no ${key}`);
  return found;
}

/** The keys of scripts and of all that they import at once. */
function withImports(keys: readonly string[]): string[] {
  const reached = new Set(keys);
  for (const key of reached) for (const imported of built(key).imports ?? []) reached.add(imported);
  return [...reached];
}

const ENTRY = 'index.html';
/** The frame around every page, which the entry loads beside the page itself. */
const FRAME = 'application.ts';
const pages = (built(ENTRY).dynamicImports ?? []).filter((key) => key !== FRAME);

const loads = pages.map((page) => {
  const files = withImports([ENTRY, FRAME, page]).map((key) => built(key).file);
  const bytes = files.reduce((sum, file) => sum + gzipSync(readFileSync(join(DIST, file))).length, 0);
  return { page, files: files.length, bytes };
});
const table = loads.map(({ page, files, bytes }) => `${page.padEnd(32)} ${files} files ${bytes} bytes`).join('\n');

test('every page is measured, with what it draws with', () => {
  const source = readFileSync(fileURLToPath(new URL('../../web/pages.ts', import.meta.url)), 'utf8');
  const asked = Array.from(source.matchAll(/import\('\.\/(.*?)'\)/g), ([, path]) => path);
  expect(new Set(pages)).toEqual(new Set(asked));
  for (const { page, bytes } of loads) expect(bytes, page).toBeGreaterThan(50_000); // the scripts, and not only a stub
});

test(`the scripts of the first load of every page are at most ${MAX_GZIP_BYTES / 1000} kB, packed with gzip`, () => {
  const tooLarge = loads.filter(({ bytes }) => bytes > MAX_GZIP_BYTES);
  expect(tooLarge, `\n${table}\n`).toEqual([]);
});
