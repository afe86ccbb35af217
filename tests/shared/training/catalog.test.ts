import { expect, test } from 'vitest';
import { CATALOG, catalogEntry } from '../../../shared/training/catalog.ts';

const FILES = CATALOG.flatMap(({ name, files }) => files.map((file) => ({ name, ...file })));

test('names are unique and found', () => {
  expect(new Set(CATALOG.map(({ name }) => name)).size).toBe(CATALOG.length);
  for (const entry of CATALOG) expect(catalogEntry(entry.name)).toBe(entry);
  expect(catalogEntry('cifar')).toBeUndefined();
});

test.each(CATALOG)(
  '$name tells licence and source, and files only where it needs some',
  ({ licence, source, kind, files }) => {
    expect(licence).not.toBe('');
    expect(source).not.toBe('');
    expect(files.length > 0).toBe(kind === 'file');
  },
);

test.each(FILES)(
  '$role of $name goes where it is looked for, and can be checked once downloaded',
  ({ paths, downloads }) => {
    expect(downloads.length).toBeGreaterThan(0);
    for (const { address, path, bytes, sha256, md5, table } of downloads) {
      expect(['http:', 'https:']).toContain(new URL(address).protocol);
      expect(paths).toContain(path);
      expect(path).toMatch(/^[a-z-]+\/[\w.-]+$/);
      expect(bytes).toBeGreaterThan(0);
      expect(sha256 ?? table).toBeDefined();
      expect(sha256 ?? '0'.repeat(64)).toMatch(/^[0-9a-f]{64}$/);
      expect(md5 ?? '0'.repeat(32)).toMatch(/^[0-9a-f]{32}$/);
    }
  },
);

test('images have as many inputs as pixels, and classes are named', () => {
  for (const { image, features, task, classNames } of CATALOG) {
    if (image) expect(image[0] * image[1] * image[2]).toBe(features);
    expect(classNames !== null).toBe(task === 'classification');
  }
});
