import type { Network } from './network.ts';

/** Of the data, what decides how many numbers a network learns. */
export interface DataShape {
  features: number;
  outputs: number;
  /** Height, width, channels, for images. */
  image: readonly [number, number, number] | null;
}

/** How many numbers a network learns: weights, biases, and the gains and shifts of normalization. */
export function parameterCount(network: Network, { features, outputs, image }: DataShape): number {
  const norm = network.normalization === 'none' ? 0 : 2;
  let count = 0;
  let width = features;
  if (image && network.convolutions.length > 0) {
    let [height, across, channels] = image;
    for (const filters of network.convolutions) {
      count += (9 * channels + 1 + norm) * filters;
      channels = filters;
      height = Math.floor(height / 2);
      across = Math.floor(across / 2);
    }
    width = height * across * channels;
  }
  for (const hidden of network.hidden) {
    count += (width + 1 + norm) * hidden;
    width = hidden;
  }
  return count + (width + 1) * outputs;
}
