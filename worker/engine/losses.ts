import { ShapeError } from './errors.ts';
import { add, maximum, multiply, scale, shift, subtract } from './ops/arithmetic.ts';
import { abs, sigmoid, softplus } from './ops/elementwise.ts';
import { mean } from './ops/reduce.ts';
import { logSoftmax, softmax } from './ops/softmax.ts';
import { sameShape } from './shape.ts';
import { derived } from './tape.ts';
import type { Tensor } from './tensor.ts';

/**
 * Mean cross-entropy of class targets from logits, in nats.
 *
 * With `smoothing` ε the target is 1 − ε for the class plus ε spread over all classes.
 *
 * Shapes    logits [batch, classes], targets [batch] class indices → []
 * Gradient  g·(softmax(logits) − target)/batch
 * Source    PyTorch CrossEntropyLoss; Szegedy et al. (2016), §7
 *
 * @throws {ShapeError} when given other shapes
 * @throws {RangeError} when a class is not there
 */
export function crossEntropy(logits: Tensor, targets: ArrayLike<number>, { smoothing = 0 } = {}): Tensor {
  const batch = logits.shape[0];
  if (logits.shape.length !== 2 || targets.length !== batch) {
    throw new ShapeError('crossEntropy', [logits.shape, [targets.length]], '[batch, classes] and [batch]');
  }
  const wanted = targetDistribution(logits, targets, smoothing);
  const { engine } = logits;
  const value = engine.scratch(1);
  value[0] = engine.withoutGradients(() => expectedSurprise(logSoftmax(logits), wanted)) / batch;
  const gradient = (g: Tensor) => multiply(subtract(softmax(logits), wanted), scale(g, 1 / batch));
  return derived('crossEntropy', value, [], [logits], [gradient]);
}

/**
 * Mean binary cross-entropy from logits, each output on its own: −t·log σ(x) − (1 − t)·log σ(−x), where
 * −log σ(x) = softplus(−x) neither overflows nor loses the digits of a sure answer.
 *
 * Gradient  g·(σ(x) − t)/count; for the target −g·x/count
 */
export function binaryCrossEntropy(logits: Tensor, target: Tensor): Tensor {
  expectSame('binaryCrossEntropy', logits, target);
  const { data } = logits.engine.withoutGradients(() => {
    const [ofOne, ofZero] = [softplus(scale(logits, -1)), softplus(logits)];
    return mean(add(multiply(target, ofOne), multiply(shift(scale(target, -1), 1), ofZero)));
  });
  const ofLogits = (g: Tensor) => multiply(subtract(sigmoid(logits), target), scale(g, 1 / logits.size));
  const ofTarget = (g: Tensor) => multiply(logits, scale(g, -1 / logits.size));
  return derived('binaryCrossEntropy', data, [], [logits, target], [ofLogits, ofTarget]);
}

/** Mean squared error; with `half`, half of it. */
export function meanSquaredError(output: Tensor, target: Tensor, { half = false } = {}): Tensor {
  expectSame('meanSquaredError', output, target);
  const error = subtract(output, target);
  return scale(mean(multiply(error, error)), half ? 0.5 : 1);
}

/** Mean absolute error. */
export function meanAbsoluteError(output: Tensor, target: Tensor): Tensor {
  expectSame('meanAbsoluteError', output, target);
  return mean(abs(subtract(output, target)));
}

/**
 * Mean of e²/2 where |e| ≤ δ, of δ(|e| − δ/2) beyond: squared near the target, absolute far from it.
 * With c = min(|e|, δ) both are c²/2 + δ(|e| − c).
 *
 * Source  Huber (1964); PyTorch HuberLoss
 */
export function huber(output: Tensor, target: Tensor, delta = 1): Tensor {
  expectSame('huber', output, target);
  const size = abs(subtract(output, target));
  const cut = scale(maximum(scale(size, -1), output.engine.full([], -delta)), -1);
  return mean(add(scale(multiply(cut, cut), 0.5), scale(subtract(size, cut), delta)));
}

/** −Σ t·log p, where a class that is not wanted (t = 0) counts nothing, however improbable. */
function expectedSurprise({ data: logs, size }: Tensor, { data: wanted }: Tensor): number {
  let total = 0;
  for (let i = 0; i < size; i++) if (wanted[i] !== 0) total -= wanted[i] * logs[i];
  return total;
}

function expectSame(operation: string, output: Tensor, target: Tensor): void {
  if (!sameShape(output.shape, target.shape))
    throw new ShapeError(operation, [output.shape, target.shape], 'equal shapes');
}

function targetDistribution(logits: Tensor, targets: ArrayLike<number>, smoothing: number): Tensor {
  const classes = logits.shape[1];
  const wanted = logits.engine.full(logits.shape, smoothing / classes);
  for (let row = 0; row < targets.length; row++) {
    const target = targets[row];
    if (!(Number.isInteger(target) && target >= 0 && target < classes)) {
      throw new RangeError(`crossEntropy: target ${target} of example ${row} is not a class from 0 to ${classes - 1}`);
    }
    wanted.data[row * classes + target] += 1 - smoothing;
  }
  return wanted;
}
