import {
  backward,
  type Draw,
  type Form,
  fansOf,
  GAINS,
  he,
  leakyGain,
  lecun,
  xavier,
} from '../../../worker/engine/init.ts';
import type { Generator } from '../../../worker/engine/rng.ts';
import type { Engine } from '../../../worker/engine/tensor.ts';
import { type Computed, entryOf, type ReferenceCase } from './case.ts';
import { filtersLast } from './images.ts';
import type { Options } from './options.ts';

/** A draw at the edge: the largest of uniform numbers, one standard deviation of normal ones. */
const EDGE = { uniform: () => 1, normal: () => 1 } as Pick<Generator, 'uniform' | 'normal'> as Generator;

const CREATE: Record<string, (options: Options) => Draw> = {
  xavier_uniform_: (options) => xavier('uniform', options.number('gain', 1)),
  xavier_normal_: (options) => xavier('normal', options.number('gain', 1)),
  kaiming_uniform_: (options) => kaiming('uniform', options),
  kaiming_normal_: (options) => kaiming('normal', options),
};

/** How wide PyTorch's initialization `class` of weights of a `shape` is drawn: `bound` or `std`, the same number here. */
export function runInitialization(engine: Engine, _: ReferenceCase, options: Options): Computed {
  const draw = entryOf(CREATE, options.text('class'), 'initialization')(options);
  const weights = engine.full(options.numbers('shape'), 0);
  options.done();
  const width = draw(EDGE, fansOf(weights.shape.length === 4 ? filtersLast(weights) : weights));
  return { bound: [width], std: [width] };
}

function kaiming(form: Form, options: Options): Draw {
  const slope = options.number('a', 0);
  const name = options.text('nonlinearity', 'leaky_relu');
  const gain = name === 'leaky_relu' ? leakyGain(slope) : entryOf(GAINS, name, 'nonlinearity');
  const mode = options.text('mode', 'fan_in');
  if (mode === 'fan_in') return gain === 1 ? lecun(form) : he(form, gain);
  if (mode !== 'fan_out' || gain !== 1)
    throw new Error(`mode "${mode}" with gain ${gain}: fan_out is known for linear`);
  return backward(form);
}
