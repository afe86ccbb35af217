import { convolutionSizes } from './convolutions.ts';
import type { NamedShape } from './fitting.ts';
import type { Network } from './network.ts';
import type { DataShape } from './parameter-count.ts';

/** The parameters of a network by their names and shapes, as the engine builds them. */
export function parameterShapes(network: Network, { features, outputs, image }: DataShape): NamedShape[] {
  const named: NamedShape[] = [];
  const add = (name: string, shape: number[]) => named.push({ name, shape, length: shape.reduce((a, b) => a * b, 1) });
  const normalized = (name: string, width: number) => {
    if (network.normalization === 'none') return;
    add(`${name}-norm.gain`, [width]);
    add(`${name}-norm.bias`, [width]);
  };
  let width = features;
  if (image && network.convolutions.length > 0) {
    let channels = image[2];
    network.convolutions.forEach((filters, index) => {
      add(`conv${index + 1}.weight`, [network.kernel, network.kernel, channels, filters]);
      add(`conv${index + 1}.bias`, [filters]);
      normalized(`conv${index + 1}`, filters);
      channels = filters;
    });
    const [height, across] = convolutionSizes(network, image).at(-1)?.pooled ?? image;
    width = height * across * channels;
  }
  network.hidden.forEach((hidden, index) => {
    add(`layer${index + 1}.weight`, [hidden, width]);
    add(`layer${index + 1}.bias`, [hidden]);
    normalized(`layer${index + 1}`, hidden);
    width = hidden;
  });
  add('output.weight', [outputs, width]);
  add('output.bias', [outputs]);
  return named;
}
