import type { Tensor } from '../tensor.ts';
import { add, divide, multiply, scale, shift, subtract } from './arithmetic.ts';
import { binary, unary } from './pointwise.ts';

/** eˣ. Gradient: g·y. */
export function exp(x: Tensor): Tensor {
  return unary('exp', x, (g, y) => multiply(g, y));
}

/** Natural logarithm. Gradient: g/x. */
export function log(x: Tensor): Tensor {
  return unary('log', x, (g) => divide(g, x));
}

/** √x. Gradient: g/(2y). */
export function sqrt(x: Tensor): Tensor {
  return unary('sqrt', x, (g, y) => scale(divide(g, y), 0.5));
}

/** xᵖ for a fixed p. Gradient: g·p·x^(p−1). */
export function power(x: Tensor, p: number): Tensor {
  return unary('power', x, (g) => (p === 0 ? scale(g, 0) : multiply(g, scale(power(x, p - 1), p))), p);
}

/** sin x. Gradient: g·cos x. */
export function sin(x: Tensor): Tensor {
  return unary('sin', x, (g) => multiply(g, cos(x)));
}

/** cos x. Gradient: −g·sin x. */
export function cos(x: Tensor): Tensor {
  return unary('cos', x, (g) => scale(multiply(g, sin(x)), -1));
}

/** |x|. Gradient: g·sign x, 0 at 0. */
export function abs(x: Tensor): Tensor {
  return unary('abs', x, (g) => multiply(g, unary('sign', x, null)));
}

/** max(0, x). Gradient: g, but 0 where y is. */
export function relu(x: Tensor): Tensor {
  return unary('relu', x, reluGradient);
}

/** x where positive, else slope·x. Gradient: g, or slope·g. */
export function leakyRelu(x: Tensor, slope = 0.01): Tensor {
  return unary('leaky', x, (g) => multiply(g, unary('leakySlope', x, null, slope)), slope);
}

/** x where positive, else α(eˣ − 1). Gradient: g where x > 0, else g·α·eˣ. */
export function elu(x: Tensor, alpha = 1): Tensor {
  return unary(
    'elu',
    x,
    (g) => {
      const positive = unary('positive', x, null);
      const below = scale(exp(unary('minZero', x, (upstream) => multiply(upstream, negativePart(positive)))), alpha);
      return multiply(g, add(positive, multiply(negativePart(positive), below)));
    },
    alpha,
  );
}

/** 1/(1 + e⁻ˣ). Gradient: g·y·(1 − y). */
export function sigmoid(x: Tensor): Tensor {
  return unary('sigmoid', x, sigmoidGradient);
}

/** Hyperbolic tangent. Gradient: g·(1 − y²). */
export function tanh(x: Tensor): Tensor {
  return unary('tanh', x, tanhGradient);
}

/** log(1 + eˣ). Gradient: g·sigmoid(x). */
export function softplus(x: Tensor): Tensor {
  return unary('softplus', x, (g) => multiply(g, sigmoid(x)));
}

/** Φ(x), the normal distribution function. Gradient: g·φ(x). */
export function normalCdf(x: Tensor): Tensor {
  const density = () => scale(exp(scale(multiply(x, x), -0.5)), 1 / Math.sqrt(2 * Math.PI));
  return unary('normalCdf', x, (g) => multiply(g, density()));
}

/** x·sigmoid(x) (Ramachandran et al. 2017). */
export function silu(x: Tensor): Tensor {
  return multiply(x, sigmoid(x));
}

/** x·Φ(x) (Hendrycks & Gimpel 2016). */
export function gelu(x: Tensor): Tensor {
  return multiply(x, normalCdf(x));
}

/** The tanh form of GELU: ½x(1 + tanh(√(2/π)(x + 0.044715x³))). */
export function geluTanh(x: Tensor): Tensor {
  const cubic = add(x, scale(power(x, 3), 0.044715));
  return scale(multiply(x, shift(tanh(scale(cubic, Math.sqrt(2 / Math.PI))), 1)), 0.5);
}

/** g, but 0 where y is: what passes back through relu with output y. */
export function reluGradient(g: Tensor, y: Tensor): Tensor {
  return binary('reluGradient', g, y, (upstream) => reluGradient(upstream, y), null);
}

function tanhGradient(g: Tensor, y: Tensor): Tensor {
  const byOutput = (upstream: Tensor) => scale(multiply(multiply(upstream, g), y), -2);
  return binary('tanhGradient', g, y, (upstream) => tanhGradient(upstream, y), byOutput);
}

function sigmoidGradient(g: Tensor, y: Tensor): Tensor {
  const byOutput = (upstream: Tensor) => multiply(multiply(upstream, g), shift(scale(y, -2), 1));
  return binary('sigmoidGradient', g, y, (upstream) => sigmoidGradient(upstream, y), byOutput);
}

function negativePart(positive: Tensor): Tensor {
  return subtract(positive.engine.full([], 1), positive);
}
