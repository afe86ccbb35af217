import { convolutionSizes } from './convolutions.ts';
import type { Network } from './network.ts';

/** The properties of the data that determine the parameter count of a network. */
export interface DataShape {
  features: number;
  outputs: number;
  /** Height, width, channels, for images. */
  image: readonly [number, number, number] | null;
}

/** The parameter count of a network: weights, biases, and the gains and shifts of normalization. */
export function parameterCount(network: Network, { features, outputs, image }: DataShape): number {
  const norm = network.normalization === 'none' ? 0 : 2;
  let count = 0;
  let width = features;
  if (image && network.convolutions.length > 0) {
    let channels = image[2];
    for (const filters of network.convolutions) {
      count += (network.kernel ** 2 * channels + 1 + norm) * filters;
      channels = filters;
    }
    const [height, across] = convolutionSizes(network, image).at(-1)?.pooled ?? image;
    width = height * across * channels;
  }
  for (const hidden of network.hidden) {
    count += (width + 1 + norm) * hidden;
    width = hidden;
  }
  return count + (width + 1) * outputs;
}
