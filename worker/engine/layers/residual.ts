import { ShapeError } from '../errors.ts';
import { add } from '../ops/arithmetic.ts';
import { sameShape } from '../shape.ts';
import { buildAll, type LayerKind, planAll } from './layer.ts';

/**
 * x + f(x), where f is layers that keep the shape.
 *
 * Source  He et al. (2016), arXiv:1512.03385, eq. 1
 *
 * @throws {ShapeError} when f changes the shape
 */
export function residual(name: string, kinds: readonly LayerKind[]): LayerKind {
  return (inputShape) => {
    const inner = planAll(inputShape, kinds);
    const reached = inner.at(-1)?.outputShape ?? inputShape;
    if (!sameShape(reached, inputShape))
      throw new ShapeError(`residual block ${name}`, [inputShape, reached], 'equal shapes');
    return {
      name,
      kind: 'residual block',
      inputShape,
      outputShape: inputShape,
      parameters: inner.flatMap((layer) => layer.parameters),
      inner,
      build(materials) {
        const forward = buildAll(inner, materials);
        return (x, mode, visit) => add(x, forward(x, mode, visit));
      },
    };
  };
}
