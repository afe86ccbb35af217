import { dropout as drop } from '../ops/dropout.ts';
import { reshape } from '../ops/views.ts';
import { sizeOf } from '../shape.ts';
import { ACTIVATIONS, type ActivationName } from './activation.ts';
import { type LayerKind, plain } from './layer.ts';

/** An activation on its own, for example after a normalization. */
export function activation(name: string, kind: ActivationName): LayerKind {
  const apply = ACTIVATIONS[kind];
  return plain(
    name,
    kind,
    (shape) => shape,
    (x) => apply(x),
  );
}

/** The pixels of an example as an image of this height, width and number of channels. */
export function image(name: string, shape: readonly [number, number, number]): LayerKind {
  return plain(
    name,
    'image',
    () => shape,
    (x) => reshape(x, [x.shape[0], ...shape]),
  );
}

/** All axes of an example as one. */
export function flatten(name: string): LayerKind {
  return plain(
    name,
    'flatten',
    (shape) => [sizeOf(shape)],
    (x) => reshape(x, [x.shape[0], x.shape[0] === 0 ? 0 : x.size / x.shape[0]]),
  );
}

/** Sets a share of the elements to 0 in training, scaling up the others; does nothing in evaluation. */
export function dropout(name: string, rate: number): LayerKind {
  return (inputShape) => ({
    name,
    kind: `dropout ${rate}`,
    inputShape,
    outputShape: inputShape,
    parameters: [],
    build:
      ({ random }) =>
      (x, mode) =>
        mode === 'train' ? drop(x, rate, random) : x,
  });
}
