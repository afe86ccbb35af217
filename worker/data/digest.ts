import { createHash } from 'node:crypto';
import type { Examples } from './examples.ts';

/**
 * SHA-256 of what a training learns from and is measured on: counts, inputs and targets of the three parts, little-endian.
 * Two trainings with the same digest saw the same numbers in the same order.
 */
export function digestOf(parts: Record<'train' | 'validation' | 'test', Examples>): string {
  const hash = createHash('sha256');
  for (const { count, inputs, targets } of [parts.train, parts.validation, parts.test]) {
    hash.update(`${count} ${inputs.length} ${targets instanceof Int32Array ? 'classes' : 'values'}\n`);
    hash.update(bytesOf(inputs));
    hash.update(bytesOf(targets));
  }
  return hash.digest('hex');
}

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array | Int32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
