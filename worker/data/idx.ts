import { DataError } from './errors.ts';
import { readMaybeGzip } from './gzip.ts';

/** Size in bytes and big-endian reader of each element type that the format knows, by its code. */
const TYPES: Record<number, { name: string; bytes: number; read: (view: DataView, at: number) => number }> = {
  8: { name: 'unsigned byte', bytes: 1, read: (view, at) => view.getUint8(at) },
  9: { name: 'signed byte', bytes: 1, read: (view, at) => view.getInt8(at) },
  11: { name: '16-bit integer', bytes: 2, read: (view, at) => view.getInt16(at) },
  12: { name: '32-bit integer', bytes: 4, read: (view, at) => view.getInt32(at) },
  13: { name: '32-bit float', bytes: 4, read: (view, at) => view.getFloat32(at) },
  14: { name: '64-bit float', bytes: 8, read: (view, at) => view.getFloat64(at) },
};

/** What an IDX file holds: its dimensions and its elements, row by row. */
export interface IdxArray {
  dimensions: number[];
  values: Uint8Array | Float32Array;
}

/**
 * Reads an IDX file, gzip or not.
 *
 * Source    Y. LeCun, C. Cortes & C. Burges, "The MNIST database", section on file formats
 *
 * @throws {DataError} when the magic number, the number of dimensions or the length is not as expected
 */
export function readIdx(path: string, expectedDimensions: number): IdxArray {
  return parseIdx(readMaybeGzip(path), path, expectedDimensions);
}

/** As `readIdx`, from bytes; `label` names them in errors. */
export function parseIdx(bytes: Uint8Array, label: string, expectedDimensions: number): IdxArray {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 4) throw new DataError(`${label}: expected an IDX file, found only ${bytes.length} bytes`);

  const magic = view.getUint32(0);
  const type = TYPES[(magic >>> 8) & 0xff];
  if (magic >>> 16 !== 0 || !type) {
    const wanted = `0x${(0x0800 + expectedDimensions).toString(16).padStart(8, '0')}`;
    const found = `0x${magic.toString(16).padStart(8, '0')}`;
    throw new DataError(`${label}: expected an IDX file (magic number such as ${wanted}), found ${found}`);
  }
  const count = magic & 0xff;
  if (count !== expectedDimensions) {
    throw new DataError(`${label}: expected ${expectedDimensions} dimension(s), found ${count}`);
  }

  const start = 4 + 4 * count;
  if (bytes.length < start) throw new DataError(`${label}: ends within its header, after ${bytes.length} bytes`);
  const dimensions = Array.from({ length: count }, (_, index) => view.getUint32(4 + 4 * index));
  const length = dimensions.reduce((product, size) => product * size, 1);
  const expected = start + length * type.bytes;
  if (bytes.length !== expected) {
    const shape = dimensions.join(' × ');
    throw new DataError(`${label}: expected ${expected} bytes for ${shape} (${type.name}), found ${bytes.length}`);
  }

  if (type.bytes === 1 && type.name === 'unsigned byte') return { dimensions, values: bytes.subarray(start) };
  return { dimensions, values: Float32Array.from({ length }, (_, i) => type.read(view, start + i * type.bytes)) };
}
