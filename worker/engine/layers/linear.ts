import { ShapeError } from '../errors.ts';
import { linear as apply } from '../ops/matmul.ts';
import { ACTIVATIONS, type ActivationName } from './activation.ts';
import type { LayerKind } from './layer.ts';

/** A fully connected layer with an optional activation: x [.., in] → [.., outputs], weights [outputs, in]. */
export function linear(name: string, outputs: number, activation: ActivationName | null = null): LayerKind {
  return (inputShape) => {
    const inputs = inputShape.at(-1);
    if (inputs === undefined) throw new ShapeError(`linear layer ${name}`, [inputShape], '[.., in]');
    return {
      name,
      kind: activation ? `linear + ${activation}` : 'linear',
      inputShape,
      outputShape: [...inputShape.slice(0, -1), outputs],
      parameters: [
        { name: `${name}.weight`, role: 'weight', shape: [outputs, inputs] },
        { name: `${name}.bias`, role: 'bias', shape: [outputs] },
      ],
      build({ parameters }) {
        const weight = parameters.get(`${name}.weight`).value;
        const bias = parameters.get(`${name}.bias`).value;
        if (activation === 'relu') return (x) => apply(x, weight, bias, { relu: true });
        const after = activation ? ACTIVATIONS[activation] : null;
        return (x) => (after ? after(apply(x, weight, bias)) : apply(x, weight, bias));
      },
    };
  };
}
