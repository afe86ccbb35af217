import type { Shape } from './shape.ts';
import type { Tensor } from './tensor.ts';

/** One box of a drawn computational graph: an operation, a parameter or an input. */
export interface GraphNode {
  id: number;
  label: string;
  kind: 'operation' | 'parameter' | 'input';
  shape: Shape;
  inputs: number[];
  /** Of an operation on the tape; −1 for what was given. */
  position: number;
}

/** Everything that `loss` was computed from, in the order it was computed; `names` label parameters. */
export function graphOf(loss: Tensor, names: ReadonlyMap<Tensor, string>): GraphNode[] {
  const nodes: GraphNode[] = [];
  const ids = new Map<Tensor, number>();

  const leaf = (tensor: Tensor): number => {
    const name = names.get(tensor);
    return put(tensor, name ?? 'input', name === undefined ? 'input' : 'parameter', [], -1);
  };
  const put = (tensor: Tensor, label: string, kind: GraphNode['kind'], inputs: number[], position: number): number => {
    const id = nodes.length;
    ids.set(tensor, id);
    nodes.push({ id, label, kind, shape: tensor.shape, inputs, position });
    return id;
  };

  const wanted = new Set([loss]);
  const { tape } = loss.engine;
  for (let index = loss.node; index >= 0; index--) {
    const { output, inputs } = tape[index];
    if (wanted.has(output)) for (const input of inputs) wanted.add(input);
  }
  for (const { operation, output, inputs } of tape.slice(0, loss.node + 1)) {
    if (!wanted.has(output)) continue;
    put(
      output,
      operation,
      'operation',
      inputs.map((input) => ids.get(input) ?? leaf(input)),
      output.node,
    );
  }
  return nodes;
}
