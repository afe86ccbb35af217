import { layerNorm as apply } from '../ops/normalize.ts';
import type { LayerKind } from './layer.ts';

/** Normalizes each example over its last axis; the same in training and evaluation. */
export function layerNorm(name: string, epsilon = 1e-5): LayerKind {
  return (inputShape) => {
    const features = inputShape.at(-1) ?? 1;
    return {
      name,
      kind: 'layer norm',
      inputShape,
      outputShape: inputShape,
      parameters: [
        { name: `${name}.gain`, role: 'gain', shape: [features] },
        { name: `${name}.bias`, role: 'bias', shape: [features] },
      ],
      build({ parameters }) {
        const gain = parameters.get(`${name}.gain`).value;
        const bias = parameters.get(`${name}.bias`).value;
        gain.data.fill(1);
        return (x) => apply(x, gain, bias, epsilon);
      },
    };
  };
}
