import { gradients } from '../../worker/engine/autodiff.ts';
import { multiply } from '../../worker/engine/ops/arithmetic.ts';
import { sum } from '../../worker/engine/ops/broadcast.ts';
import type { Engine, Tensor } from '../../worker/engine/tensor.ts';

const STEP = 1e-5;

/**
 * The largest disagreement between the gradients that autodiff gives and central differences, over every
 * element of every input, relative to the largest gradient (or 1). The output is weighted unevenly, so that
 * errors cannot cancel. Inputs are changed in place while measuring.
 */
export function gradientError(
  engine: Engine,
  inputs: readonly Tensor[],
  apply: (...inputs: Tensor[]) => Tensor,
): number {
  const weighted = (): Tensor => {
    const output = apply(...inputs);
    const weights = engine.tensor(
      Array.from({ length: output.size }, (_, i) => Math.sin(i + 1)),
      output.shape,
    );
    return sum(multiply(output, weights));
  };
  const value = () => engine.scope(() => weighted().item);

  const found = engine.scope(() => gradients(weighted(), inputs).map((gradient) => gradient.toArray()));
  let worst = 0;
  const size = Math.max(1, ...found.flat().map(Math.abs));
  inputs.forEach((input, index) => {
    for (let i = 0; i < input.size; i++) {
      const before = input.data[i];
      input.data[i] = before + STEP;
      const above = value();
      input.data[i] = before - STEP;
      const below = value();
      input.data[i] = before;
      const error = Math.abs(found[index][i] - (above - below) / (2 * STEP)) / size;
      worst = error <= worst ? worst : error;
    }
  });
  return worst;
}
