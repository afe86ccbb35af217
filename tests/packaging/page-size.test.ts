import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';

const DIST = fileURLToPath(new URL('../../web/dist', import.meta.url));
/** What a page may cost before it shows anything. Raise it only with a reason in the commit. */
const MAX_GZIP_BYTES = 250_000;

/** The scripts that a browser loads before it shows anything: the entry and what it imports, which are preloaded. */
function firstScripts(): string[] {
  const page = readFileSync(join(DIST, 'index.html'), 'utf8');
  const tags = page.match(/<(script|link rel="modulepreload")\s[^>]*>/g) ?? [];
  return tags.flatMap((tag) => /(?:src|href)="([^"]+\.js)"/.exec(tag)?.[1] ?? []);
}

test(`the script of the first load is at most ${MAX_GZIP_BYTES / 1000} kB, packed with gzip`, () => {
  const sizes = firstScripts().map((path) => ({ path, bytes: gzipSync(readFileSync(join(DIST, path))).length }));
  const total = sizes.reduce((sum, { bytes }) => sum + bytes, 0);
  expect(total).toBeGreaterThan(20_000); // the script itself, and not only a stub of it
  expect(total, JSON.stringify(sizes)).toBeLessThanOrEqual(MAX_GZIP_BYTES);
});
