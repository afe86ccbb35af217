import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { readBytes } from '../../../server/http/body-bytes.ts';

const GZIP = { 'content-encoding': 'gzip' };
const pieces = (...sizes: number[]) => Readable.from(sizes.map((size, index) => Buffer.alloc(size, index + 1)));

test('a body of any number of pieces is one buffer, its own alone', async () => {
  for (const headers of [{}, GZIP, { 'content-length': '7' }]) {
    const bytes = await readBytes(pieces(3, 0, 4), headers, 10);
    expect([...bytes]).toEqual([1, 1, 1, 3, 3, 3, 3]);
    expect(bytes.buffer.byteLength).toBe(7);
  }
  expect(await readBytes(pieces(), {}, 10)).toHaveLength(0);
});

test('grows up to the limit, and no further', async () => {
  const most = 3 * 1024 ** 2;
  expect(await readBytes(pieces(1024 ** 2, 2 * 1024 ** 2), GZIP, most)).toHaveLength(most);
  const payload = pieces(1024 ** 2, 2 * 1024 ** 2, 1, 5);
  await expect(readBytes(payload, GZIP, most)).rejects.toMatchObject({ code: 'too_large' });
  await expect(readBytes(pieces(1), { 'content-length': String(most + 1) }, most)).rejects.toMatchObject({
    code: 'too_large',
    message: 'The body is larger than the 3 MiB that one request may hold.',
  });
  await new Promise((resolve) => payload.once('close', resolve)); // the rest is read, so that the answer arrives
});

test.each([6, 8])('a body of 7 bytes whose header names %i is refused', async (named) => {
  const reading = readBytes(pieces(3, 4), { 'content-length': String(named) }, 10);
  await expect(reading).rejects.toMatchObject({
    code: 'invalid',
    message: `The body has 7 bytes, not the ${named} of its content-length.`,
  });
});

test('a body that breaks off is an error', async () => {
  const payload = new Readable({ read: () => {} });
  payload.push('abc');
  const reading = readBytes(payload, {}, 10);
  payload.destroy(new Error('the connection was lost'));
  await expect(reading).rejects.toThrow('the connection was lost');
});
