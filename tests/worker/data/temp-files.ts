import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll } from 'vitest';

/** Tables of cases name files before any test begins, so that these live as long as the test file. */
const root = mkdtempSync(join(tmpdir(), 'lossboard-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** Writes a file into a new folder of its own and returns its path. */
export function tempFile(name: string, content: string | Uint8Array): string {
  const path = join(mkdtempSync(join(root, 'file-')), name);
  writeFileSync(path, content);
  return path;
}

/** An IDX file of bytes: magic number, dimensions, elements. */
export function idxBytes(dimensions: number[], values: ArrayLike<number>): Buffer {
  const header = Buffer.alloc(4 + 4 * dimensions.length);
  header.writeUInt32BE(0x0800 + dimensions.length, 0);
  for (const [index, size] of dimensions.entries()) header.writeUInt32BE(size, 4 + 4 * index);
  return Buffer.concat([header, Buffer.from(Uint8Array.from(values))]);
}

/** Paths of a training and a test set of images of 2 × 3 pixels: example i has pixels i and label i modulo 10. */
export function idxImageFiles(train: number, test: number, zip = true): Record<string, string> {
  const pack = (bytes: Buffer) => (zip ? gzipSync(bytes) : bytes);
  const images = (count: number) =>
    pack(
      idxBytes(
        [count, 2, 3],
        Array.from({ length: count * 6 }, (_, i) => Math.floor(i / 6) % 256),
      ),
    );
  const labels = (count: number) =>
    pack(
      idxBytes(
        [count],
        Array.from({ length: count }, (_, i) => i % 10),
      ),
    );
  return {
    'train-images': tempFile('train-images', images(train)),
    'train-labels': tempFile('train-labels', labels(train)),
    'test-images': tempFile('test-images', images(test)),
    'test-labels': tempFile('test-labels', labels(test)),
  };
}
