import type { EndReason } from '../shared/run.ts';
import type { TrainingConfig } from '../shared/training/launch.ts';
import { Batches } from './batches.ts';
import type { Checkpoint, CheckpointPlace } from './checkpoint.ts';
import type { Splits } from './data/examples.ts';
import { gradients } from './engine/autodiff.ts';
import type { Engine } from './engine/engine.ts';
import { Generator } from './engine/rng.ts';
import { saveState } from './engine/state.ts';
import { Journal } from './journal.ts';
import { createModel } from './model.ts';
import { createObjective } from './objective.ts';
import { createOptimizer } from './optimizer.ts';
import type { Recorder } from './recorder.ts';
import { createSchedule } from './schedule.ts';

/** How a training ended, unless it threw. */
export type Outcome = { state: 'finished' | 'stopped' } | { state: 'failed'; reason: EndReason };

export interface TrainerOptions {
  engine: Engine;
  recorder: Recorder;
  /** Read before every step. */
  shouldStop: () => boolean;
  /** Told before the first step (step 0) and after every one. */
  onStep: (step: number, totalSteps: number) => void;
  /** Keeps a state of the training; without it there are no checkpoints. */
  saveCheckpoint?: (
    checkpoint: Omit<Checkpoint, 'place'> & { place: TrainerPlace },
  ) => { bytes: number } | { error: string };
  /** Milliseconds, only for speeds. */
  clock?: () => number;
}

/** What the trainer knows of a checkpoint's place; run and batch number are added outside. */
export type TrainerPlace = Pick<CheckpointPlace, 'step' | 'config' | 'loader'>;

/** Trains the network that `config` describes. With the seed, the data and the kernels it fixes every number. */
export function trainModel(config: TrainingConfig, splits: Splits, options: TrainerOptions): Outcome {
  const { engine, recorder, shouldStop, onStep, clock = () => performance.now() } = options;

  const model = createModel(engine, config.network, splits, config.seed);
  const objective = createObjective(engine, config.loss, splits);
  const optimizer = createOptimizer(config.optimizer, model.parameters);
  const batches = createBatches(config, splits);
  const stepsPerEpoch = batches.perEpoch;
  const totalSteps = config.length.count * (config.length.unit === 'epochs' ? stepsPerEpoch : 1);
  const schedule = createSchedule(config.schedule, config.optimizer.learningRate, stepsPerEpoch);
  const journal = new Journal({ recorder, engine, model, config, schedule, stepsPerEpoch, totalSteps, clock });

  const checkpointSteps = config.checkpointEvery * stepsPerEpoch;
  function checkpoint(step: number): void {
    if (!options.saveCheckpoint || checkpointSteps === 0 || step === 0) return;
    const place = { step, config, loader: batches.cursor };
    journal.checkpoint(step, options.saveCheckpoint({ place, state: saveState(model, optimizer) }));
  }

  journal.introduce(splits, objective.name);
  onStep(0, totalSteps);

  for (let step = 1; step <= totalSteps; step++) {
    if (shouldStop()) {
      recorder.log(`stopped on request after step ${step - 1} of ${totalSteps}`);
      checkpoint(step - 1);
      return { state: 'stopped' };
    }

    // forward and backward
    const { loss, examples } = engine.scope(() => {
      const batch = batches.next(engine);
      const value = objective.loss(model.forward(batch.inputs, 'train'), batch);
      gradients(value, model.parameters.tensors);
      return { loss: value.item, examples: batch.count };
    });

    // step, at this step's rate
    const learningRate = schedule.at(step);
    const diverged = !Number.isFinite(loss) && config.onNonFinite === 'stop';
    if (!diverged) optimizer.step(learningRate);

    // log
    journal.step(step, { loss, examples, learningRate });
    if (diverged) {
      return { state: 'failed', reason: { code: 'diverged', message: `The loss became ${loss} at step ${step}.` } };
    }

    // evaluate
    if (step % stepsPerEpoch === 0 || step === totalSteps) {
      journal.epoch(step, objective.evaluate(model, splits.validation));
    }

    // keep
    if (step % checkpointSteps === 0 || step === totalSteps) checkpoint(step);

    onStep(step, totalSteps);
    recorder.tick();
  }

  journal.finish(totalSteps, objective.evaluate(model, splits.test));
  return { state: 'finished' };
}

/** Batch gradient descent takes the whole training set as it lies; the others a new random order each epoch. */
function createBatches({ optimizer, batchSize, seed }: TrainingConfig, { train }: Splits): Batches {
  if (optimizer.name === 'gd') return new Batches(train, train.count, null);
  return new Batches(train, batchSize, new Generator(seed, 'order'));
}
