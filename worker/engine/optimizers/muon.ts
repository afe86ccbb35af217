import type { Floats } from '../floats.ts';
import type { Kernels } from '../kernels.ts';
import type { Parameter, Parameters } from '../parameters.ts';
import { ADAM, adamScalars } from './adam.ts';
import { type DecaySettings, Optimizer, type Slot } from './optimizer.ts';

export interface MuonSettings extends DecaySettings {
  momentum?: number;
  nesterov?: boolean;
  /** Newton–Schulz iterations. */
  iterations?: number;
}

const COEFFICIENTS = [3.4445, -4.775, 2.0315] as const;
const EPSILON = 1e-7;
/** How biases and gains step. */
const ADAMW = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, decoupled: true };

/**
 * Muon: the momentum of each weight matrix, made nearly orthogonal by a few Newton–Schulz iterations
 * X ← a·X + (b·XXᵀ + c·(XXᵀ)²)·X, so that all its directions move alike. Biases and gains, which are no
 * matrices, step by AdamW.
 *
 * State   the mean gradient; the mean square where AdamW steps
 * Source  Jordan et al. (2024), *Muon: an optimizer for hidden layers*; PyTorch Muon
 */
export class Muon extends Optimizer {
  readonly #kernels: Kernels;
  readonly #settings: { nesterov: boolean; iterations: number };

  constructor(parameters: Parameters, settings: MuonSettings = {}) {
    super(parameters, ['mean', 'square'], { weightDecay: 0.1, ...settings }, true);
    const { momentum = 0.95, nesterov = true, iterations = 5 } = settings;
    this.momentum = momentum;
    this.#settings = { nesterov, iterations };
    this.#kernels = parameters.engine.kernels;
  }

  protected update(slot: Slot, learningRate: number): void {
    const [parameter] = slot.parameters;
    if (parameter.value.shape.length < 2) this.#updateVector(slot, learningRate);
    else parameter.value.engine.scope(() => this.#updateMatrix(slot, parameter, learningRate));
  }

  #updateVector({ values, gradients, state, weightDecay }: Slot, learningRate: number): void {
    const scalars = adamScalars(ADAMW, { learningRate, weightDecay, step: this.steps });
    ADAM.loop([values, gradients, state.mean, state.square], scalars);
  }

  #updateMatrix(slot: Slot, { value, gradient }: Parameter, learningRate: number): void {
    const { nesterov } = this.#settings;
    const { momentum } = this;
    const columns = value.shape[value.shape.length - 1]; // a convolution's filters are the columns of one matrix
    const rows = value.size / columns;
    const mean = slot.state.mean;
    const update = value.engine.scratch(value.size);
    for (let i = 0; i < value.size; i++) {
      mean[i] = momentum * mean[i] + (1 - momentum) * gradient.data[i];
      update[i] = nesterov ? momentum * mean[i] + (1 - momentum) * gradient.data[i] : mean[i];
    }
    const direction = this.#orthogonalize(value.engine.scratch.bind(value.engine), update, rows, columns);
    const outputs = value.shape.length === 2 ? rows : columns;
    const rate = learningRate * Math.sqrt(Math.max(1, outputs ** 2 / value.size)); // outputs over inputs to each
    const shrink = 1 - learningRate * slot.weightDecay;
    for (let i = 0; i < value.size; i++) value.data[i] = shrink * value.data[i] - rate * direction[i];
  }

  /** `x` [rows, columns] with singular values near 1. Works on the smaller Gram matrix of the two. */
  #orthogonalize(scratch: (count: number) => Floats, x: Floats, rows: number, columns: number): Floats {
    const [a, b, c] = COEFFICIENTS;
    const tall = rows > columns;
    const side = Math.min(rows, columns);
    const gram = scratch(side * side);
    const polynomial = scratch(side * side);
    const norm = Math.max(Math.sqrt(this.#kernels.sumOfSquares(x)), EPSILON);
    this.#kernels.unary('scale', x, x, 1 / norm);
    let from = x;
    let to = scratch(x.length);
    for (let iteration = 0; iteration < this.#settings.iterations; iteration++) {
      const inner = tall ? rows : columns;
      const sides = tall ? { transposeA: true } : { transposeB: true };
      this.#kernels.gemm(gram, from, from, { m: side, n: side, k: inner, ...sides });
      this.#kernels.gemm(polynomial, gram, gram, { m: side, n: side, k: side });
      for (let i = 0; i < gram.length; i++) polynomial[i] = c * polynomial[i] + b * gram[i];
      if (tall) this.#kernels.gemm(to, from, polynomial, { m: rows, n: columns, k: columns });
      else this.#kernels.gemm(to, polynomial, from, { m: rows, n: columns, k: rows });
      for (let i = 0; i < to.length; i++) to[i] += a * from[i];
      [from, to] = [to, from];
    }
    return from;
  }
}
