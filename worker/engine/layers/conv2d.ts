import { ShapeError } from '../errors.ts';
import { conv2d as apply, averagePool2d, maxPool2d, outputLength, type WindowOptions } from '../ops/conv2d.ts';
import type { Shape } from '../shape.ts';
import { ACTIVATIONS, type ActivationName } from './activation.ts';
import { type LayerKind, plain } from './layer.ts';

export interface Conv2dOptions extends WindowOptions {
  kernel?: number;
  activation?: ActivationName | null;
}

/** A convolution over images [height, width, channels] → [height, width, outputs], weights [kernel, kernel, channels, outputs]. */
export function conv2d(name: string, outputs: number, options: Conv2dOptions = {}): LayerKind {
  const { kernel = 3, stride = 1, padding = 0, activation = null } = options;
  return (inputShape) => {
    const [height, width, channels] = imageShape(name, inputShape);
    return {
      name,
      kind: `convolution ${kernel}×${kernel}${activation ? ` + ${activation}` : ''}`,
      inputShape,
      outputShape: [...[height, width].map((length) => outputLength(length, kernel, { stride, padding })), outputs],
      parameters: [
        { name: `${name}.weight`, role: 'weight', shape: [kernel, kernel, channels, outputs] },
        { name: `${name}.bias`, role: 'bias', shape: [outputs] },
      ],
      build({ parameters }) {
        const weight = parameters.get(`${name}.weight`).value;
        const bias = parameters.get(`${name}.bias`).value;
        const relu = activation === 'relu';
        const after = activation && !relu ? ACTIVATIONS[activation] : null;
        return (x) => {
          const out = apply(x, weight, bias, { stride, padding, relu });
          return after ? after(out) : out;
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
