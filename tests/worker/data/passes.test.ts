import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { inspectCsv } from '../../../worker/data/inspect.ts';
import { type Passes, readThrough } from '../../../worker/data/passes.ts';
import { tempFile } from './temp-files.ts';

const MIB = 2 ** 20;

/** Reads twice: all of a file, and then its start. Returns the bytes that each pass was fed, and the largest chunk. */
function* measure(): Passes<{ fed: number[]; largest: number }> {
  const fed = [0, 0];
  let largest = 0;
  for (const pass of [0, 1]) {
    yield {
      push(chunk) {
        fed[pass] += chunk.length;
        largest = Math.max(largest, chunk.length);
        return pass === 0;
      },
      end() {},
    };
  }
  return { fed, largest };
}

const large = Buffer.alloc(20 * MIB, 'a,b\n');

test.each([
  ['plain', tempFile('large.csv', large)],
  ['gzip', tempFile('large.csv.gz', gzipSync(large))],
])('a large %s file is read a MiB at a time, and no further than is asked', async (_, path) => {
  const { fed, largest } = await readThrough(path, measure());
  expect(fed[0]).toBe(20 * MIB);
  expect(fed[1]).toBeLessThanOrEqual(MIB);
  expect(largest).toBeLessThanOrEqual(MIB);
});

test('a file that is larger than it may be when unpacked is refused by that size, and no more of it is read', async () => {
  const path = tempFile('bomb.csv.gz', gzipSync(large));
  const fed: number[] = [];
  function* watch(): Passes<void> {
    yield {
      push: (chunk) => fed.push(chunk.length) > 0,
      end() {},
    };
  }
  await expect(readThrough(path, watch(), { maxBytes: 2 * MIB })).rejects.toThrow(/at most 2097152 bytes, unpacked/);
  expect(fed.reduce((sum, bytes) => sum + bytes, 0)).toBeLessThanOrEqual(2 * MIB);
});

test('a table with more cells than a training has room for is refused by their number, before it is read to its end', async () => {
  const path = tempFile('cells.csv', `a,b\n${'1,2\n'.repeat(500)}`);
  expect((await readThrough(path, inspectCsv({}, 1000))).rows).toBe(500);
  await expect(readThrough(path, inspectCsv({}, 999))).rejects.toThrow('expected at most 999 cells (rows × columns)');
});

test.each([
  ['plain', large],
  ['gzip', gzipSync(large)],
])('the share of a %s file that was read grows to 1 in each pass', async (_, bytes) => {
  const shares: number[][] = [[], []];
  await readThrough(tempFile('large.csv', bytes), measure(), {
    onProgress: (pass, share) => shares[pass].push(share),
  });
  expect(shares[0].length).toBeGreaterThanOrEqual(20);
  expect(shares[0].at(-1)).toBe(1);
  expect(shares[0]).toEqual([...shares[0]].sort((a, b) => a - b));
  expect(shares[1]).toHaveLength(1);
});

test('a damaged archive is refused, and no file fails to be found in silence', async () => {
  const whole = gzipSync('a,b\n1,2\n'.repeat(1000));
  const path = tempFile('cut.csv.gz', whole.subarray(0, whole.length - 10));
  await expect(readThrough(path, inspectCsv())).rejects.toThrow(/damaged gzip file/);
  await expect(readThrough('/nowhere.csv', inspectCsv())).rejects.toThrow('ENOENT');
});

/** Files that are meant to cost memory or time, or are no table. */
test.each([
  ['more columns than there may be', `${'a,'.repeat(30_000)}\n${'1,'.repeat(30_000)}\n`, /at most 20000 columns/],
  ['one line that never ends', `a,b\n${'1'.repeat(6 * MIB)}`, /rows of at most 1048576 bytes/],
  ['UTF-16', Buffer.from('\ufeffa,b\n1,2\n', 'utf16le'), /found UTF-16: save it as UTF-8/],
  [
    'Latin-1 far below the start',
    Buffer.concat([Buffer.from(`a,b\n${'1,2\n'.repeat(1_200_000)}`), Buffer.from([0xe4, 10])]),
    /line 1200002/,
  ],
  ['zero bytes', Buffer.from('a,b\n1,\0\n'), /zero bytes/],
  ['empty lines alone', '\n\n\n', /found no row/],
])('a file of %s is refused by name', async (_, content, message) => {
  await expect(readThrough(tempFile('hostile.csv', content), inspectCsv())).rejects.toThrow(message);
});

test('a quote that opens at the end of a chunk goes on in the next one', async () => {
  const rows = Array.from({ length: 40_000 }, (_, i) => `${i},"${'x'.repeat(40)}\n${i % 3}"`);
  const path = tempFile('quotes.csv', `a,b\n${rows.join('\n')}`);
  const { rows: count, badRowCount } = await readThrough(path, inspectCsv());
  expect([count, badRowCount]).toEqual([40_000, 0]);
});
