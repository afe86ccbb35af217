import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { DataError } from '../../../worker/data/errors.ts';
import { parseIdx, readIdx } from '../../../worker/data/idx.ts';
import { readIdxImages } from '../../../worker/data/idx-images.ts';
import { idxBytes, idxImageFiles, tempFile } from './temp-files.ts';

const BYTES = idxBytes([2, 1, 3], [1, 2, 3, 250, 251, 252]);

test.each([
  ['as it is', BYTES],
  ['gzip', gzipSync(BYTES)],
])('an IDX file is read %s, whatever its name', (_, content) => {
  const { dimensions, values } = readIdx(tempFile('images', content), 3);
  expect(dimensions).toEqual([2, 1, 3]);
  expect([...values]).toEqual([1, 2, 3, 250, 251, 252]);
});

test('elements of other types are read in big-endian order', () => {
  const bytes = Buffer.from([0, 0, 0x0d, 1, 0, 0, 0, 2, 0x3f, 0x80, 0, 0, 0xc0, 0x20, 0, 0]);
  expect([...parseIdx(bytes, 'floats', 1).values]).toEqual([1, -2.5]);
  const shorts = Buffer.from([0, 0, 0x0b, 1, 0, 0, 0, 2, 0x01, 0x02, 0xff, 0xfe]);
  expect([...parseIdx(shorts, 'shorts', 1).values]).toEqual([258, -2]);
});

test.each([
  ['another magic number', Buffer.from('PK\u0003\u0004 zip file'), 3, /expected an IDX file.*0x00000803.*0x504b0304/],
  ['another number of dimensions', idxBytes([4], [1, 2, 3, 4]), 3, /expected 3 dimension\(s\), found 1/],
  ['a file cut short', BYTES.subarray(0, -1), 3, /expected 22 bytes for 2 × 1 × 3 \(unsigned byte\), found 21/],
  ['bytes too many', Buffer.concat([BYTES, Buffer.from([0])]), 3, /expected 22 bytes.*found 23/],
  ['a header cut short', BYTES.subarray(0, 10), 3, /ends within its header, after 10 bytes/],
  ['hardly anything', Buffer.from([0]), 1, /found only 1 bytes/],
])('%s is refused by name', (_, bytes, dimensions, message) => {
  expect(() => parseIdx(bytes, 'file', dimensions)).toThrow(DataError);
  expect(() => parseIdx(bytes, 'file', dimensions)).toThrow(message);
});

test('a damaged gzip file is refused by name', () => {
  const path = tempFile('images.gz', gzipSync(BYTES).subarray(0, 20));
  expect(() => readIdx(path, 3)).toThrow(`${path}: damaged gzip file`);
});

test.each([true, false])('images and labels are joined, training and test set apart (gzip: %s)', (zip) => {
  const { rows, test, image, features, classNames } = readIdxImages('fashion-mnist', idxImageFiles(12, 4, zip));
  expect({ image, features, count: rows.count, unit: rows.unit }).toEqual({
    image: [2, 3, 1],
    features: 6,
    count: 12,
    unit: 255,
  });
  expect([...rows.inputs.subarray(6, 18)]).toEqual([1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2]);
  expect([...rows.targets]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1]);
  expect(test?.count).toBe(4);
  expect(classNames?.[9]).toBe('Ankle boot');
});

test('a label that is no class, and a number of labels that is not that of the images, are refused', () => {
  const files = idxImageFiles(3, 2);
  const strange = { ...files, 'train-labels': tempFile('labels', idxBytes([3], [0, 10, 1])) };
  expect(() => readIdxImages('fashion-mnist', strange)).toThrow(/expected labels 0 to 9, found 10 at 1/);
  const few = { ...files, 'train-labels': tempFile('labels', idxBytes([2], [0, 1])) };
  expect(() => readIdxImages('fashion-mnist', few)).toThrow(/expected 3 labels, one an image, found 2/);
});
