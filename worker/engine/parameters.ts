import type { Floats } from './floats.ts';
import { type Shape, sizeOf } from './shape.ts';
import type { Engine } from './tensor.ts';
import { Tensor } from './tensor.ts';

/** What a parameter is, which decides how it is drawn, decayed and shown. */
export type Role = 'weight' | 'bias' | 'gain';

export interface Parameter {
  name: string;
  role: Role;
  value: Tensor;
  gradient: Tensor;
}

export interface ParameterSpec {
  name: string;
  role: Role;
  shape: Shape;
}

/** Neighbouring parameters as one block: optimizers step over these. */
export interface Segment {
  values: Floats;
  gradients: Floats;
  roles: ReadonlySet<Role>;
  parameters: readonly Parameter[];
}

/**
 * A model's parameters and their gradients, each kind in one contiguous block, so that an optimizer
 * takes its step in one call.
 */
export class Parameters {
  readonly engine: Engine;
  readonly all: readonly Parameter[];
  readonly #values: Floats;
  readonly #gradients: Floats;
  readonly #offsets: number[] = [];

  constructor(engine: Engine, specs: readonly ParameterSpec[]) {
    this.engine = engine;
    let total = 0;
    const names = new Set<string>();
    for (const { name, shape } of specs) {
      if (names.has(name)) throw new RangeError(`two parameters "${name}": layers need names of their own`);
      names.add(name);
      this.#offsets.push(total);
      total += Math.ceil(sizeOf(shape) / 16) * 16; // each starts on a cache line; the gaps stay zero
    }
    this.#values = engine.arena.lasting(total);
    this.#gradients = engine.arena.lasting(total);
    this.all = specs.map((spec, index) => this.#place(spec, this.#offsets[index]));
  }

  /** How many numbers are learned. */
  get count(): number {
    return this.all.reduce((total, { value }) => total + value.size, 0);
  }

  get tensors(): Tensor[] {
    return this.all.map(({ value }) => value);
  }

  get(name: string): Parameter {
    const found = this.all.find((parameter) => parameter.name === name);
    if (!found)
      throw new RangeError(`no parameter "${name}"; there are ${this.all.map((each) => each.name).join(', ')}`);
    return found;
  }

  /** Runs of neighbours for which `group` gives the same answer. */
  segments<Group>(group: (parameter: Parameter) => Group): (Segment & { group: Group })[] {
    const runs: { group: Group; from: number; to: number }[] = [];
    this.all.forEach((parameter, index) => {
      const key = group(parameter);
      const run = runs.at(-1);
      if (run && run.group === key) run.to = index + 1;
      else runs.push({ group: key, from: index, to: index + 1 });
    });
    return runs.map(({ group: key, from, to }) => {
      const [start, end] = [this.#offsets[from], this.#offsets[to] ?? this.#values.length];
      const parameters = this.all.slice(from, to);
      return {
        group: key,
        values: this.#values.subarray(start, end),
        gradients: this.#gradients.subarray(start, end),
        roles: new Set(parameters.map(({ role }) => role)),
        parameters,
      };
    });
  }

  /** The Euclidean norm of all gradients together. */
  gradientNorm(): number {
    return Math.sqrt(this.engine.kernels.sumOfSquares(this.#gradients));
  }

  #place({ name, role, shape }: ParameterSpec, offset: number): Parameter {
    const view = (block: Floats) => block.subarray(offset, offset + sizeOf(shape));
    const value = new Tensor(this.engine, view(this.#values), shape, null, true);
    const gradient = new Tensor(this.engine, view(this.#gradients), shape, null, false);
    value.slot = gradient;
    return { name, role, value, gradient };
  }
}
