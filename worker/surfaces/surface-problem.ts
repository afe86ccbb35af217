import type { SurfaceConfig } from '../../shared/training/surface.ts';
import { SURFACE_METRIC } from '../../shared/training/surface-metrics.ts';
import { surfaceShape, withSurfaceDefaults } from '../../shared/training/surface-shape.ts';
import { gradients } from '../engine/autodiff.ts';
import type { Floats } from '../engine/floats.ts';
import type { Optimizer } from '../engine/optimizers/optimizer.ts';
import { SearchingOptimizer } from '../engine/optimizers/searching.ts';
import { Parameters } from '../engine/parameters.ts';
import { ReferenceKernels } from '../engine/reference-kernels.ts';
import { Generator } from '../engine/rng.ts';
import { Engine } from '../engine/tensor.ts';
import type { Problem } from '../training/problem.ts';
import type { Recorder } from '../training/recorder.ts';
import { createDescentState } from './descent-state.ts';
import { surfaceTensor } from './point-tensor.ts';
import { SurfaceLog } from './surface-log.ts';

/** What a descent takes, at most: a point of some coordinates, and the operations of one formula. */
const MEMORY_BYTES = 2 ** 22;

/** An engine for surfaces: double precision, in plain loops, which for a few numbers are as fast as any. */
export function createSurfaceEngine(): Engine {
  return new Engine({ kernels: new ReferenceKernels('float64'), memory: new ArrayBuffer(MEMORY_BYTES), start: 0 });
}

/**
 * A descent on a surface: the parameters are one point. Configuration and seed determine every number.
 *
 * Recorded at step t is the point after t steps, with the loss and the gradient there: those that the next step goes by.
 */
export function createSurfaceProblem(given: SurfaceConfig, recorder: Recorder): Problem {
  const engine = createSurfaceEngine();
  const config = withSurfaceDefaults(given);
  const shape = surfaceShape(config.surface);
  const parameters = new Parameters(engine, [{ name: 'point', role: 'weight', shape: [shape.variables.length] }]);
  const { value, gradient } = parameters.get('point');
  value.data.set(config.start);
  const noise = config.noise > 0 ? new Generator(config.seed, 'noise') : null;
  const log = new SurfaceLog(recorder, shape);
  const place = { point: value.data.slice(), evaluations: 0 };
  const { save, restore } = createDescentState({
    config,
    descent: { parameters, random: noise ?? { position: 0 } },
    place,
  });
  let loss = Number.NaN;
  let isPlaced = false;

  /** The loss at the point, its gradient with the noise left in the parameters. */
  const evaluate = (): number =>
    engine.scope(() => {
      const found = surfaceTensor(shape, value);
      gradients(found, [value]);
      if (noise) for (let i = 0; i < gradient.data.length; i++) gradient.data[i] += config.noise * noise.normal();
      return found.item;
    });

  const counted = (): number => {
    place.evaluations += 1;
    return evaluate();
  };

  return {
    parameters,
    stepsPerEpoch: 1,
    isRandom: noise !== null,

    introduce(totalSteps, done) {
      recorder.log(
        `surface: ${config.surface.name} of ${shape.variables.join(', ')}, from (${[...place.point].join(', ')}); ` +
          `${totalSteps} steps; kernels: ${engine.kernels.name}, double precision`,
      );
      recorder.stamp();
      if (!isPlaced) log.place(done, place);
      recorder.flush();
    },

    evaluate(step, known) {
      loss = known ?? counted();
      log.loss(step - 1, loss);
      return loss;
    },

    evaluateAgain: counted,

    measure(step) {
      log.vector('gradient', step - 1, gradient.data);
    },

    record(step, facts, optimizer, broken) {
      if (broken) return; // no step was taken
      recorder.stamp();
      log.facts(step, facts);
      const velocity = velocityOf(optimizer, config, facts.learningRate);
      const isAhead = velocity !== null && config.optimizer.name === 'nesterov';
      const point = isAhead ? value.data.map((x, i) => x - optimizer.momentum * velocity[i]) : value.data.slice();
      log.place(step, { point, evaluations: place.evaluations });
      log.vector(
        'update',
        step,
        point.map((x, i) => x - place.point[i]),
      );
      if (velocity) log.vector('velocity', step, velocity);
      if (isAhead) log.vector('look_ahead', step, value.data);
      if (optimizer instanceof SearchingOptimizer && optimizer.lastSearch)
        log.search(step, optimizer.lastTrials, optimizer.lastSearch);
      place.point.set(point);
    },

    score: () => loss,

    scores: () => ({
      [SURFACE_METRIC.loss]: engine.scope(() => engine.withoutGradients(() => surfaceTensor(shape, value).item)),
    }),

    save,

    restore(start, optimizer) {
      isPlaced = start.mode === 'resume'; // its place is recorded
      return restore(start, optimizer);
    },

    conclude(totalSteps) {
      const final = evaluate();
      recorder.stamp();
      log.loss(totalSteps, final);
      log.vector('gradient', totalSteps, gradient.data);
      recorder.log(`finished after ${totalSteps} steps at (${[...value.data].join(', ')}): loss ${final}`);
      return { final };
    },
  };
}

/** What momentum keeps, as a displacement; null of an optimizer without. PyTorch's form scales it by the rate only when it steps. */
function velocityOf(optimizer: Optimizer, { optimizer: settings }: SurfaceConfig, learningRate: number): Floats | null {
  const velocity = optimizer.slots[0]?.state.velocity;
  if (!velocity) return null;
  const isDisplacement = 'form' in settings && settings.form === 'lecture';
  return isDisplacement ? velocity : velocity.map((each) => -learningRate * each);
}
