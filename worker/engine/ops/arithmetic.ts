import type { Tensor } from '../tensor.ts';
import { binary, unary } from './pointwise.ts';

/** Sum. Gradients: g, g. Operands broadcast, and so in all of this file. */
export function add(a: Tensor, b: Tensor): Tensor {
  return binary(
    'add',
    a,
    b,
    (g) => g,
    (g) => g,
  );
}

/** Difference. Gradients: g, −g. */
export function subtract(a: Tensor, b: Tensor): Tensor {
  return binary(
    'subtract',
    a,
    b,
    (g) => g,
    (g) => scale(g, -1),
  );
}

/** Product. Gradients: g·b, g·a. */
export function multiply(a: Tensor, b: Tensor): Tensor {
  return binary(
    'multiply',
    a,
    b,
    (g) => multiply(g, b),
    (g) => multiply(g, a),
  );
}

/** Quotient. Gradients: g/b, −g·a/b². */
export function divide(a: Tensor, b: Tensor): Tensor {
  return binary(
    'divide',
    a,
    b,
    (g) => divide(g, b),
    (g) => scale(divide(divide(multiply(g, a), b), b), -1),
  );
}

/** 1 where a > b, else 0. No gradient. */
export function greater(a: Tensor, b: Tensor): Tensor {
  return binary('greater', a, b, null, null);
}

/** 1 where a = b, else 0. No gradient. */
export function equalTo(a: Tensor, b: Tensor): Tensor {
  return binary('equal', a, b, null, null);
}

/** Elementwise maximum; NaN wins. Gradient: none to the smaller, half to each of two equal ones, whole to the others. */
export function maximum(a: Tensor, b: Tensor): Tensor {
  const lost = (mine: Tensor, other: Tensor) => add(greater(other, mine), scale(equalTo(mine, other), 0.5));
  const share = (mine: Tensor, other: Tensor) => shift(scale(lost(mine, other), -1), 1);
  return binary(
    'maximum',
    a,
    b,
    (g) => multiply(g, share(a, b)),
    (g) => multiply(g, share(b, a)),
  );
}

/** Every element times a number. */
export function scale(a: Tensor, factor: number): Tensor {
  return unary('scale', a, (g) => scale(g, factor), factor);
}

/** Every element plus a number. */
export function shift(a: Tensor, amount: number): Tensor {
  return unary('shift', a, (g) => g, amount);
}
