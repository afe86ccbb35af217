import { ShapeError } from '../errors.ts';
import { conv2d as apply, averagePool2d, maxPool2d, outputLength } from '../ops/conv2d.ts';
import type { Shape } from '../shape.ts';
import type { Tensor } from '../tensor.ts';
import { ACTIVATIONS, type ActivationName } from './activation.ts';
import { type LayerKind, plain } from './layer.ts';

export interface Conv2dOptions {
  kernel?: number;
  stride?: number;
  padding?: number;
  activation?: ActivationName | null;
  /** Ends with the largest of each window of this size. */
  pool?: number;
}

/** Activations that are not monotonic: the largest input need not give the largest output. */
const NOT_RISING: readonly ActivationName[] = ['gelu', 'gelu-tanh', 'silu'];

/**
 * A convolution over images [height, width, channels] → [height, width, outputs], weights [kernel, kernel,
 * channels, outputs], with an optional activation and max pooling. A rising activation is applied after the
 * pooling, which comes to the same with fewer elements to compute.
 */
export function conv2d(name: string, outputs: number, options: Conv2dOptions = {}): LayerKind {
  const { kernel = 3, stride = 1, padding = 0, activation = null, pool = 1 } = options;
  const words = [
    `convolution ${kernel}×${kernel}${stride > 1 ? ` stride ${stride}` : ''}`,
    ...(pool > 1 ? [`max pool ${pool}×${pool}`] : []),
    activation ?? [],
  ];
  return (inputShape) => {
    const [height, width, channels] = imageShape(name, inputShape);
    const lengthOf = (length: number) => Math.floor(outputLength(length, kernel, { stride, padding }) / pool);
    return {
      name,
      kind: words.flat().join(' + '),
      inputShape,
      outputShape: [lengthOf(height), lengthOf(width), outputs],
      parameters: [
        { name: `${name}.weight`, role: 'weight', shape: [kernel, kernel, channels, outputs] },
        { name: `${name}.bias`, role: 'bias', shape: [outputs] },
      ],
      build({ parameters }) {
        const weight = parameters.get(`${name}.weight`).value;
        const bias = parameters.get(`${name}.bias`).value;
        const fused = activation === 'relu' && pool === 1;
        const activate = activation && !fused ? ACTIVATIONS[activation] : (x: Tensor) => x;
        const reduce = (x: Tensor) => (pool > 1 ? maxPool2d(x, pool) : x);
        const rising = activation === null || !NOT_RISING.includes(activation);
        return (x) => {
          const out = apply(x, weight, bias, { stride, padding, relu: fused });
          return rising ? activate(reduce(out)) : reduce(activate(out));
        };
      },
    };
  };
}

/** The largest of each window of size × size. */
export function maxPool(name: string, size = 2): LayerKind {
  return plain(name, `max pool ${size}×${size}`, pooled(name, size), (x) => maxPool2d(x, size));
}

/** The mean of each window of size × size. */
export function averagePool(name: string, size = 2): LayerKind {
  return plain(name, `average pool ${size}×${size}`, pooled(name, size), (x) => averagePool2d(x, size));
}

function pooled(name: string, size: number): (shape: Shape) => Shape {
  return (shape) => {
    const [height, width, channels] = imageShape(name, shape);
    return [Math.floor(height / size), Math.floor(width / size), channels];
  };
}

function imageShape(name: string, shape: Shape): Shape {
  if (shape.length !== 3) throw new ShapeError(`layer ${name}`, [shape], 'images [height, width, channels]');
  return shape;
}
