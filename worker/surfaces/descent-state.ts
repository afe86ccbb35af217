import { isSurfaceJob, type Job } from '../../shared/training/job.ts';
import type { SurfaceConfig } from '../../shared/training/surface.ts';
import type { Floats } from '../engine/floats.ts';
import type { Optimizer } from '../engine/optimizers/optimizer.ts';
import { restoreState, type Stateful, saveState, trustGradients } from '../engine/state.ts';
import type { Checkpoint } from '../training/checkpoint.ts';
import { restoreFitting } from '../training/fitting.ts';
import type { Problem } from '../training/problem.ts';
import type { DescentMemory, TrainingMemory } from '../training/training-memory.ts';

/** Where the point itself is, which Nesterov's parameters are ahead of. */
const PLACE = 'place';

/** All of a descent that changes from step to step, besides the optimizer. */
export interface DescentParts {
  config: SurfaceConfig;
  descent: Omit<Stateful, 'buffers'>;
  /** Where the point is, and how often the surface was evaluated. */
  place: { point: Floats; evaluations: number };
}

/** Saves all of a descent that its configuration does not determine, and puts it back. */
export function createDescentState({
  config,
  descent,
  place,
}: DescentParts): Required<Pick<Problem, 'save' | 'restore'>> {
  const { parameters, random } = descent;
  const { value } = parameters.get('point');
  const whole: Stateful = { parameters, random, buffers: new Map([[PLACE, { data: place.point }]]) };

  function resume({ state, memory }: Checkpoint, optimizer: Optimizer): void {
    restoreState(whole, optimizer, state);
    place.evaluations = memoryOf(memory).evaluations;
  }

  /** A point without the velocity that it was ahead by is where it is. */
  function begin(checkpoint: Checkpoint, optimizer: Optimizer, withOptimizer: boolean): string[] {
    const unfit = restoreFitting({ config, model: whole, optimizer }, checkpoint, withOptimizer);
    if (!withOptimizer || unfit.length > 0) value.data.set(place.point);
    return unfit;
  }

  function fork(checkpoint: Checkpoint, optimizer: Optimizer): string[] {
    const unfit = begin(checkpoint, optimizer, true);
    if (unfit.length === 0 && isSameSurface(config, checkpoint.place.config))
      trustGradients(descent, optimizer, checkpoint.state);
    random.position = checkpoint.state.randomPosition;
    place.evaluations = memoryOf(checkpoint.memory).evaluations;
    return unfit;
  }

  return {
    save: (optimizer) => ({
      state: saveState(whole, optimizer),
      shapes: { point: value.shape },
      config,
      loader: { batch: 0, orderPosition: 0 },
      memory: { evaluations: place.evaluations },
    }),

    restore({ checkpoint, mode }, optimizer) {
      if (mode === 'warm') return begin(checkpoint, optimizer, false);
      if (mode === 'fork') return fork(checkpoint, optimizer);
      resume(checkpoint, optimizer);
      return [];
    },
  };
}

/** Descents were saved from the version on that saves memories. */
const memoryOf = (memory: Checkpoint['memory']) => (memory as TrainingMemory).problem as DescentMemory;

/** Whether loss and gradient at a point are the same under both configurations. */
function isSameSurface(one: SurfaceConfig, other: Job): boolean {
  const ofLoss = ({ surface, noise, seed }: SurfaceConfig) => JSON.stringify([surface, noise, seed]);
  return isSurfaceJob(other) && ofLoss(one) === ofLoss(other);
}
