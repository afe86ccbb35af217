import { convolutionSizes, POOL } from '../../shared/training/convolutions.ts';
import type { Network } from '../../shared/training/network.ts';
import type { DataShape } from '../../shared/training/parameter-count.ts';

/** A layer of a network that is not built yet. Shapes are of one example. */
export interface PlannedLayer {
  name: string;
  kind: string;
  input: number[];
  output: number[];
  parameters: number;
}

const sizeOf = (shape: readonly number[]) => shape.reduce((product, length) => product * length, 1);

/** The layers that the network has on data of this shape, first to last. */
export function plannedLayers(network: Network, { features, outputs, image }: DataShape): PlannedLayer[] {
  const rows: PlannedLayer[] = [];
  let shape = [features];
  const add = (name: string, kind: string, output: number[]) => {
    rows.push({ name, kind, input: shape, output, parameters: parametersOf(kind, shape, output, network) });
    shape = output;
  };
  /** Normalization comes between a layer and its activation. */
  const addWithActivation = (name: string, kind: string, output: number[]) => {
    if (network.normalization === 'none') return add(name, `${kind} + ${network.activation}`, output);
    add(name, kind, output);
    add(`${name}-norm`, `${network.normalization} norm`, output);
    add(`${name}-${network.activation}`, network.activation, output);
  };

  if (image && network.convolutions.length > 0) {
    add('image', 'image', [...image]);
    const { kernel, stride, pooling } = network;
    const kind = `convolution ${kernel}×${kernel}${stride > 1 ? ` stride ${stride}` : ''}`;
    convolutionSizes(network, image).forEach(({ convolved, pooled }, index) => {
      const channels = network.convolutions[index] ?? 0;
      addWithActivation(`conv${index + 1}`, kind, [...convolved, channels]);
      if (pooling !== 'none') add(`pool${index + 1}`, `${pooling} pool ${POOL}×${POOL}`, [...pooled, channels]);
    });
    add('flatten', 'flatten', [sizeOf(shape)]);
  }
  network.hidden.forEach((width, index) => {
    const name = `layer${index + 1}`;
    const equal = shape.length === 1 && shape[0] === width && !(index === 0 && network.convolutions.length > 0);
    if (network.residual === 'yes' && equal) add(`${name}-block`, 'residual block', [width]);
    else addWithActivation(name, 'linear', [width]);
    if (network.dropout > 0) add(`${name}-dropout`, `dropout ${network.dropout}`, [width]);
  });
  add('output', 'linear', [outputs]);
  return rows;
}

function parametersOf(kind: string, input: number[], output: number[], network: Network): number {
  const [from, to] = [input.at(-1) ?? 0, output.at(-1) ?? 0];
  const norm = network.normalization === 'none' ? 0 : 2;
  if (kind.startsWith('linear')) return (from + 1) * to;
  const kernel = /^convolution (\d+)×/.exec(kind)?.[1];
  if (kernel) return (Number(kernel) ** 2 * from + 1) * to;
  if (kind.endsWith(' norm')) return 2 * to;
  return kind === 'residual block' ? (from + 1 + norm) * to : 0;
}
