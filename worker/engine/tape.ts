import type { Floats } from './floats.ts';
import type { Shape } from './shape.ts';
import { type Gradient, type TapeNode, Tensor } from './tensor.ts';

/**
 * The tensor an operation made, put on the tape if a gradient may be wanted. Rules are written with
 * operations that have rules themselves, so gradients of gradients come for free.
 */
export function derived(
  operation: string,
  data: Floats,
  shape: Shape,
  inputs: readonly Tensor[],
  gradients: readonly (Gradient | null)[],
  { strides = null, shared = null }: { strides?: readonly number[] | null; shared?: TapeNode['shared'] } = {},
): Tensor {
  const { engine } = inputs[0];
  const output = new Tensor(engine, data, shape, strides, false);
  if (!engine.recording) return output;
  for (let i = 0; i < inputs.length; i++) {
    if (inputs[i].needsGradient && gradients[i]) {
      output.needsGradient = true;
      output.node = engine.tape.length;
      engine.tape.push({ operation, output, inputs, gradients, shared });
      break;
    }
  }
  return output;
}
