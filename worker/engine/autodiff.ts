import { add } from './ops/arithmetic.ts';
import { sameShape } from './shape.ts';
import { dense, type Gradient, type TapeNode, type Tensor } from './tensor.ts';

/**
 * Gradients of the single number `loss` with respect to each tensor of `wanted`; zeros for those it
 * does not depend on. A tensor with a `slot` gets its gradient there.
 *
 * With `createGraph` the gradients are new tensors, on the tape themselves, and can be differentiated again.
 */
export function gradients(loss: Tensor, wanted: readonly Tensor[], { createGraph = false } = {}): Tensor[] {
  const { engine } = loss;
  if (loss.size !== 1) throw new RangeError(`gradients need a loss of one element, not [${loss.shape.join(', ')}]`);
  const walk: Walk = { wanted: new Set(wanted), createGraph };
  const run = () => {
    loss.pending = engine.full(loss.shape, 1);
    for (let index = loss.node; index >= 0; index--) {
      const node = engine.tape[index];
      const upstream = node.output.pending;
      if (upstream === null) continue;
      if (!walk.wanted.has(node.output)) node.output.pending = null;
      propagate(node, upstream, walk);
    }
    const results = wanted.map((tensor) => tensor.pending ?? noGradient(tensor, createGraph));
    for (const tensor of [loss, ...wanted]) tensor.pending = null;
    return results;
  };
  return createGraph ? run() : engine.withoutGradients(run);
}

interface Walk {
  wanted: ReadonlySet<Tensor>;
  createGraph: boolean;
}

function propagate(node: TapeNode, upstream: Tensor, { wanted, createGraph }: Walk): void {
  const shared = node.shared ? node.shared(upstream) : upstream;
  for (let i = 0; i < node.inputs.length; i++) {
    const input = node.inputs[i];
    const rule = node.gradients[i];
    if (!rule || !input.needsGradient || (input.node < 0 && !wanted.has(input))) continue;
    if (input.slot && !createGraph) intoSlot(input, input.slot, shared, rule);
    else {
      const gradient = rule(shared, null);
      input.pending = input.pending ? add(input.pending, gradient) : gradient;
    }
  }
}

/** The first contribution is written where the gradient belongs; later ones are added there. */
function intoSlot(input: Tensor, slot: Tensor, upstream: Tensor, rule: Gradient): void {
  const first = input.pending === null;
  const gradient = rule(upstream, first ? slot : null);
  if (gradient === slot) {
    input.pending = slot;
    return;
  }
  if (!sameShape(gradient.shape, slot.shape)) throw new RangeError('a gradient must have the shape of its parameter');
  const { kernels } = slot.engine;
  if (first) slot.data.set(dense(gradient));
  else kernels.binary('add', slot.data, slot.data, dense(gradient));
  input.pending = slot;
}

function noGradient(tensor: Tensor, createGraph: boolean): Tensor {
  if (!tensor.slot || createGraph) return tensor.engine.full(tensor.shape, 0);
  tensor.slot.data.fill(0);
  return tensor.slot;
}
