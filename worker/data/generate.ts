import type { Task } from '../../shared/training/dataset.ts';
import { Generator } from '../engine/rng.ts';
import type { Labelled } from './labelled.ts';

/** One example of a generated set: its inputs, and its class or value. */
interface Example {
  inputs: number[];
  target: number;
}

interface GeneratedSet {
  task: Task;
  features: number;
  classes: number;
  examples: number;
  noise: number;
  /** Example `index` of `count`. Classes alternate, so that every class is in the first few. */
  make(index: number, count: number, noise: number, random: Generator): Example;
}

const plane = (classes: number, noise: number, make: GeneratedSet['make']): GeneratedSet => ({
  task: 'classification',
  features: 2,
  classes,
  examples: 1000,
  noise,
  make,
});

const curve = (noise: number, from: number, to: number, value: (x: number) => number): GeneratedSet => ({
  task: 'regression',
  features: 1,
  classes: 0,
  examples: 500,
  noise,
  make: (_index, _count, spread, random) => {
    const x = from + (to - from) * random.uniform();
    return { inputs: [x], target: value(x) + spread * random.normal() };
  },
});

/** Where example `index` lies along its class, from 0 at the first to 1 at the last (or just before, when open). */
function along(index: number, count: number, classes: number, closed: boolean): number {
  const members = Math.ceil((count - (index % classes)) / classes);
  return Math.floor(index / classes) / Math.max(1, closed ? members - 1 : members);
}

const scattered = (x: number, y: number, noise: number, random: Generator, target: number): Example => ({
  inputs: [x + noise * random.normal(), y + noise * random.normal()],
  target,
});

const BLOB_CENTRES = [
  [4, 0],
  [-2, 3.464],
  [-2, -3.464],
];

/** Inputs of the set that has more of them than examples. */
const WIDTH = 200;

/** Every generated set by name, with its usual size and noise (a standard deviation). */
export const GENERATORS: Record<string, GeneratedSet> = {
  /** Source    scikit-learn `make_blobs` with its three centres given: isotropic Gaussians. */
  blobs: plane(3, 1, (index, _count, noise, random) => {
    const [x, y] = BLOB_CENTRES[index % 3];
    return scattered(x, y, noise, random, index % 3);
  }),

  /** Source    scikit-learn `make_moons`: (cos t, sin t) and (1 − cos t, ½ − sin t), t from 0 to π. */
  moons: plane(2, 0.1, (index, count, noise, random) => {
    const t = Math.PI * along(index, count, 2, true);
    return index % 2 === 0
      ? scattered(Math.cos(t), Math.sin(t), noise, random, 0)
      : scattered(1 - Math.cos(t), 0.5 - Math.sin(t), noise, random, 1);
  }),

  /** Source    scikit-learn `make_circles` with factor ½: the unit circle around one of half its size. */
  circles: plane(2, 0.05, (index, count, noise, random) => {
    const t = 2 * Math.PI * along(index, count, 2, false);
    const radius = index % 2 === 0 ? 1 : 0.5;
    return scattered(radius * Math.cos(t), radius * Math.sin(t), noise, random, index % 2);
  }),

  /**
   * Two arms of one turn each; the noise is on the angle.
   *
   * Source    G. Louppe, INFO8010 lecture 2: r from 0 to 1, angle from πc to π(2 + c) plus N(0, 0.2²)
   */
  spirals: plane(2, 0.2, (index, count, noise, random) => {
    const arm = index % 2;
    const radius = along(index, count, 2, true);
    const angle = Math.PI * (arm + 2 * radius) + noise * random.normal();
    return { inputs: [radius * Math.sin(angle), radius * Math.cos(angle)], target: arm };
  }),

  /** Uniform in the square ±1, class 1 where the signs differ; the noise comes after, so it mixes the borders. */
  xor: plane(2, 0.1, (index, _count, noise, random) => {
    const quadrant = index % 4;
    const x = random.uniform() * (quadrant < 2 ? 1 : -1);
    const y = random.uniform() * (quadrant === 0 || quadrant === 3 ? 1 : -1);
    return scattered(x, y, noise, random, quadrant % 2);
  }),

  /** y = 2x + 1 plus noise, x uniform in ±3. */
  line: curve(0.5, -3, 3, (x) => 2 * x + 1),

  /** Source    G. Louppe, INFO8010 lecture 1: y = 0.1 (x − 2)³ + x² − 6x + 1 plus N(0, 10²), x uniform in ±10. */
  polynomial: curve(10, -10, 10, (x) => 0.1 * (x - 2) ** 3 + x ** 2 - 6 * x + 1),

  /**
   * y = 0.05 + 0.01·Σx plus noise, each of the 200 inputs of N(0, 1).
   *
   * Source    Zhang et al., Dive into Deep Learning, §3.7, where 20 of them are learned by heart
   */
  wide: {
    ...{ task: 'regression', features: WIDTH, classes: 0, examples: 120, noise: 0.01 },
    make: (_index, _count, noise, random) => {
      const inputs = Array.from({ length: WIDTH }, () => random.normal());
      return { inputs, target: 0.05 + 0.01 * inputs.reduce((sum, x) => sum + x, 0) + noise * random.normal() };
    },
  },
};

/** The generated set `name`; equal seeds give equal examples, and nothing else changes them but size and noise. */
export function generate(
  name: string,
  options: { examples: number | undefined; noise: number | undefined },
  seed: number,
): Labelled {
  const set = GENERATORS[name];
  const count = options.examples ?? set.examples;
  const noise = options.noise ?? set.noise;
  const random = new Generator(seed, 'generate');

  const { task, features, classes } = set;
  const inputs = new Float32Array(count * features);
  const targets = task === 'classification' ? new Int32Array(count) : new Float32Array(count);
  for (let index = 0; index < count; index++) {
    const example = set.make(index, count, noise, random);
    inputs.set(example.inputs, index * features);
    targets[index] = example.target;
  }
  return {
    task,
    features,
    classNames: task === 'classification' ? Array.from({ length: classes }, (_, index) => String(index)) : null,
    featureNames: features > 2 ? null : ['x', 'y'].slice(0, features),
    image: null,
    rows: { count, inputs, unit: 1, targets },
    test: null,
    warnings: [],
  };
}
