import { quoted } from './cell.ts';
import { DataError } from './errors.ts';
import type { Examples } from './examples.ts';
import { sharedFloat32 } from './shared-memory.ts';
import type { Part, Parts } from './split.ts';

const MAX_FLOAT32 = 3.4028234663852886e38;

/**
 * The scaled parts as the engine takes them, in float32.
 *
 * @throws {DataError} when a finite number is too large for float32: it would become infinite
 */
export function narrowed(parts: Parts, features: number, names: readonly string[] | null) {
  const inputName = (at: number) => {
    const index = at % features;
    return names ? `input ${quoted(names[index])}` : `input ${index + 1}`;
  };
  const narrow = ({ count, inputs, targets }: Part): Examples => ({
    count,
    inputs: toFloat32(inputs, inputName),
    targets: targets instanceof Int32Array ? targets : toFloat32(targets, () => 'the target'),
  });
  return { train: narrow(parts.train), validation: narrow(parts.validation), test: narrow(parts.test) };
}

function toFloat32(values: Float32Array | Float64Array, nameOf: (at: number) => string): Float32Array {
  if (values instanceof Float32Array) return values;
  const strange = values.findIndex((value) => Math.abs(value) > MAX_FLOAT32);
  if (strange >= 0) {
    throw new DataError(
      `${nameOf(strange)}: expected numbers within ±3.4e38 (float32) after scaling, found ${values[strange]}; ` +
        'standardize, or leave out that row',
    );
  }
  const narrow = sharedFloat32(values.length);
  narrow.set(values);
  return narrow;
}
