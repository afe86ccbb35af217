import type { Splits } from '../data/examples.ts';
import { InspectError } from './errors.ts';

type Inputs = Pick<Splits, 'features' | 'featureNames' | 'image' | 'scaling'>;

/** Names in an error message, at most. */
const NAMED = 8;

/**
 * Rows in the units of the data, scaled as those that the network learned from, [rows, features].
 *
 * @throws {InspectError} `invalid` naming a row that has another number of values
 */
export function scaledRows(rows: readonly (readonly number[])[], of: Inputs): Float32Array {
  const { features, scaling } = of;
  const out = new Float32Array(rows.length * features);
  rows.forEach((row, index) => {
    if (row.length !== features)
      throw new InspectError(
        'invalid',
        `has ${row.length} numbers, expected ${features}: ${described(of)}`,
        `/inputs/${index}`,
      );
    row.forEach((value, feature) => {
      const group = feature % (scaling?.shift.length ?? 1);
      out[index * features + feature] = scaling ? (value - scaling.shift[group]) / scaling.scale[group] : value;
    });
  });
  return out;
}

/** Scaled inputs back in the units of the data. */
export function originalInputs(scaled: ArrayLike<number>, { scaling }: Pick<Inputs, 'scaling'>): number[] {
  return Array.from(scaled, (value, feature) => {
    if (!scaling) return value;
    const group = feature % scaling.shift.length;
    return value * scaling.scale[group] + scaling.shift[group];
  });
}

function described({ featureNames, image, features }: Inputs): string {
  if (image)
    return `pixels from 0 to 1, ${image[0]} rows of ${image[1]}${image[2] > 1 ? ` of ${image[2]} channels` : ''}`;
  if (!featureNames) return `${features} inputs`;
  const more = featureNames.length - NAMED;
  return `${featureNames.slice(0, NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
