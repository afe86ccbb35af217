import { ShapeError } from '../errors.ts';
import { sameShape } from '../shape.ts';
import type { Tensor } from '../tensor.ts';
import { add, divide, multiply, shift, subtract } from './arithmetic.ts';
import { sqrt } from './elementwise.ts';
import { mean } from './reduce.ts';

/** Mean and biased variance along one axis, that axis kept with length 1. */
export function statistics(x: Tensor, axis: number): { mean: Tensor; variance: Tensor; centered: Tensor } {
  const center = mean(x, axis, true);
  const centered = subtract(x, center);
  return { mean: center, variance: mean(multiply(centered, centered), axis, true), centered };
}

/** gain · centered/√(variance + ε) + bias. */
export function standardize(centered: Tensor, variance: Tensor, gain: Tensor, bias: Tensor, epsilon: number): Tensor {
  return add(multiply(divide(centered, sqrt(shift(variance, epsilon))), gain), bias);
}

/**
 * Normalizes each example over its features: y = gain·(x − mean)/√(variance + ε) + bias.
 *
 * Shapes    x [.., features], gain and bias [features]
 * Source    Ba, Kiros & Hinton (2016), arXiv:1607.06450
 *
 * @throws {ShapeError} when given other shapes
 */
export function layerNorm(x: Tensor, gain: Tensor, bias: Tensor, epsilon = 1e-5): Tensor {
  const features = x.shape.slice(-1);
  if (features.length === 0 || !sameShape(gain.shape, features) || !sameShape(bias.shape, features)) {
    throw new ShapeError('layerNorm', [x.shape, gain.shape, bias.shape], '[.., features] and [features] twice');
  }
  const { variance, centered } = statistics(x, -1);
  return standardize(centered, variance, gain, bias, epsilon);
}
