import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import type { BlobEntry, BlobStore, ByteRange } from '../../server/ports/blob-store.ts';
import { blobStoreAdapters } from './adapters.ts';

const KEY = 'files/r1/step-9.lbck';
const bytes = (text: string) => [Buffer.from(text)];

async function read(blobs: BlobStore, key: string, range?: ByteRange): Promise<string | undefined> {
  const content = await blobs.get(key, range);
  return content && (await buffer(content)).toString();
}

async function listed(blobs: BlobStore, prefix: string): Promise<BlobEntry[]> {
  const found: BlobEntry[] = [];
  for await (const entry of blobs.list(prefix)) found.push(entry);
  return found.sort((a, b) => (a.key < b.key ? -1 : 1));
}

/** Content that fails in the middle. */
async function* broken() {
  yield Buffer.from('half');
  throw new Error('connection lost');
}

describe.each(blobStoreAdapters)('BlobStore of $name', ({ open }) => {
  test('gives back what was put, to the byte', async () => {
    const blobs = await open();
    const content = Buffer.from(Array.from({ length: 300_000 }, (_, index) => (index * index) % 256));
    expect(await blobs.put(KEY, Readable.from([content.subarray(0, 7), content.subarray(7)]))).toBe(true);
    const found = await blobs.get(KEY);
    expect(found && (await buffer(found)).equals(content)).toBe(true);
    expect(await blobs.get('files/r1/other')).toBeUndefined();
    expect(await blobs.get('nowhere/r1')).toBeUndefined();
  });

  test('a blob is renamed within its folder, in place of one that is there; one that is not there changes nothing', async () => {
    const blobs = await open();
    await blobs.put(KEY, bytes('nine'));
    await blobs.put('files/r1/kept.lbck', bytes('old'));
    expect(await blobs.rename(KEY, 'files/r1/kept.lbck')).toBe(true);
    expect([await read(blobs, KEY), await read(blobs, 'files/r1/kept.lbck')]).toEqual([undefined, 'nine']);
    expect(await blobs.rename(KEY, 'files/r1/kept.lbck')).toBe(false);
    expect(await read(blobs, 'files/r1/kept.lbck')).toBe('nine');
    await expect(blobs.rename('files/r1/kept.lbck', 'files/r2/kept.lbck')).rejects.toThrow(RangeError);
    await expect(blobs.rename('files/r1/kept.lbck', '../kept.lbck')).rejects.toThrow(RangeError);
  });

  test('an empty blob is one', async () => {
    const blobs = await open();
    await blobs.put(KEY, []);
    expect(await read(blobs, KEY)).toBe('');
    expect(await listed(blobs, 'files/')).toMatchObject([{ key: KEY, bytes: 0 }]);
  });

  test.each<[ByteRange, string]>([
    [{ start: 0 }, 'abcdefgh'],
    [{ start: 2, end: 5 }, 'cde'],
    [{ start: 5 }, 'fgh'],
    [{ start: 6, end: 100 }, 'gh'],
    [{ start: 8 }, ''],
    [{ start: 100, end: 200 }, ''],
  ])('of the range %j comes %j', async (range, expected) => {
    const blobs = await open();
    await blobs.put(KEY, bytes('abcdefgh'));
    expect(await read(blobs, KEY, range)).toBe(expected);
  });

  test.each<ByteRange>([{ start: -1 }, { start: 3, end: 3 }, { start: 3, end: 2 }, { start: Number.NaN }])(
    'the range %j is refused',
    async (range) => {
      const blobs = await open();
      await blobs.put(KEY, bytes('abcdefgh'));
      await expect(blobs.get(KEY, range)).rejects.toThrow(RangeError);
    },
  );

  test('a put takes the place of what was there, whole, while others read', async () => {
    const blobs = await open();
    const versions = Array.from({ length: 8 }, (_, index) => String(index).repeat(100_000));
    await blobs.put(KEY, bytes(versions[0] ?? ''));
    const reads = versions.map(() => read(blobs, KEY));
    await Promise.all(versions.map((version) => blobs.put(KEY, bytes(version))));
    for (const found of [...(await Promise.all(reads)), await read(blobs, KEY)]) expect(versions).toContain(found);
  });

  test('ifAbsent stores where there is none and else changes nothing; of several at once one is stored', async () => {
    const blobs = await open();
    const texts = ['a', 'b', 'c', 'd', 'e', 'f'];
    const put = (text: string) => blobs.put(KEY, bytes(text), { ifAbsent: true });
    const outcomes = await Promise.all(texts.map(put));
    expect(outcomes.filter((stored) => stored)).toHaveLength(1);
    expect(await read(blobs, KEY)).toBe(texts[outcomes.indexOf(true)]);
    expect(await put('late')).toBe(false);
    expect(await read(blobs, KEY)).toBe(texts[outcomes.indexOf(true)]);
  });

  test('content that fails leaves what was there, or nothing', async () => {
    const blobs = await open();
    await expect(blobs.put(KEY, broken())).rejects.toThrow('connection lost');
    expect(await listed(blobs, 'files/')).toEqual([]);
    await blobs.put(KEY, bytes('whole'));
    await expect(blobs.put(KEY, broken())).rejects.toThrow('connection lost');
    expect(await read(blobs, KEY)).toBe('whole');
    expect(await listed(blobs, 'files/')).toMatchObject([{ key: KEY, bytes: 5 }]);
  });

  test('the list holds the blobs below a prefix with their sizes, and no neighbour', async () => {
    const blobs = await open();
    for (const key of ['a/r1/x', 'a/r1/deep/er/y.json', 'a/r10/x', 'a/z', 'b/r1/x']) await blobs.put(key, bytes(key));
    const found = await listed(blobs, 'a/r1/');
    expect(found.map(({ key, bytes: size }) => [key, size])).toEqual([
      ['a/r1/deep/er/y.json', 19],
      ['a/r1/x', 6],
    ]);
    for (const { modifiedAt } of found) expect(new Date(modifiedAt).getFullYear()).toBeGreaterThan(2000);
    expect((await listed(blobs, 'a/')).map(({ key }) => key)).toEqual([
      'a/r1/deep/er/y.json',
      'a/r1/x',
      'a/r10/x',
      'a/z',
    ]);
    expect(await listed(blobs, 'c/')).toEqual([]);
  });

  test('one blob is removed, or all below a prefix; what is not there is no error', async () => {
    const blobs = await open();
    for (const key of ['a/r1/x', 'a/r1/y', 'a/r10/x', 'a/r2']) await blobs.put(key, bytes(key));
    await blobs.remove('a/r2');
    await blobs.remove('a/r1/');
    await blobs.remove('a/r1/');
    await blobs.remove('a/r2');
    expect((await listed(blobs, 'a/')).map(({ key }) => key)).toEqual(['a/r10/x']);
    await blobs.put('a/r1/x', bytes('again'));
    expect(await read(blobs, 'a/r1/x')).toBe('again');
  });

  test('a blob that is removed is read to its end by who began before', async () => {
    const blobs = await open();
    await blobs.put(KEY, bytes('x'.repeat(1_000_000)));
    const content = await blobs.get(KEY);
    await blobs.remove(KEY);
    expect(content && (await buffer(content)).length).toBe(1_000_000);
  });

  test.each(['', 'top', '/a/b', 'a//b', '../a/b', 'a/../b', 'a/.hidden', 'a/b c', 'a/ü', 'a\\b/c', 'a/b\0'])(
    'the key %j is refused by every method',
    async (key) => {
      const blobs = await open();
      await expect(blobs.put(key, bytes('x'))).rejects.toThrow(RangeError);
      await expect(blobs.get(key)).rejects.toThrow(RangeError);
      await expect(blobs.remove(key)).rejects.toThrow(RangeError);
      await expect(listed(blobs, key)).rejects.toThrow(RangeError);
    },
  );

  test('a prefix is no key, and a key no prefix', async () => {
    const blobs = await open();
    await expect(blobs.put('a/b/', bytes('x'))).rejects.toThrow(RangeError);
    await expect(blobs.get('a/b/')).rejects.toThrow(RangeError);
    await expect(listed(blobs, 'a/b')).rejects.toThrow(RangeError);
  });
});
