import type { EndReason } from '../../shared/run.ts';
import type { NetworkGraph } from '../../shared/training/graph.ts';
import type { TrainingConfig } from '../../shared/training/launch.ts';
import { WHOLE_SET } from '../../shared/training/optimizer.ts';
import type { Splits } from '../data/examples.ts';
import { gradients } from '../engine/autodiff.ts';
import { clipByNorm, clipByValue } from '../engine/optimizers/clip.ts';
import type { Parameters } from '../engine/parameters.ts';
import { Generator } from '../engine/rng.ts';
import { saveState } from '../engine/state.ts';
import type { Engine } from '../engine/tensor.ts';
import { Batches } from './batches.ts';
import type { Checkpoint, CheckpointPlace } from './checkpoint.ts';
import { GraphWatch } from './graph-watch.ts';
import { LayerWatch } from './layer-watch.ts';
import { createModel } from './model.ts';
import { createObjective } from './objective.ts';
import { createOptimizer } from './optimizer.ts';
import type { Recorder } from './recorder.ts';
import { createSchedule } from './schedule.ts';
import { refuseSingleExamples } from './single-example.ts';
import { Journal } from './training-log.ts';

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
  /** Told the computational graph of the first step. */
  saveGraph?: (graph: NetworkGraph) => void;
  /** Milliseconds, only for speeds. */
  clock?: () => number;
}

/** What the trainer knows of a checkpoint's place; run and batch number are added outside. */
export type TrainerPlace = Pick<CheckpointPlace, 'step' | 'config' | 'loader'>;

/** Trains the network that `config` describes. With the seed, the data and the kernels it fixes every number. */
export function trainModel(config: TrainingConfig, splits: Splits, options: TrainerOptions): Outcome {
  const { engine, recorder, shouldStop, onStep, clock = () => performance.now() } = options;

  const model = createModel(engine, config.network, splits, config.seed);
  const objective = createObjective(engine, config, splits);
  const optimizer = createOptimizer(config.optimizer, model.parameters);
  const batches = createBatches(config, splits);
  const stepsPerEpoch = batches.perEpoch;
  const totalSteps = config.length.count * (config.length.unit === 'epochs' ? stepsPerEpoch : 1);
  refuseSingleExamples(model, batches, splits.train.count, totalSteps);
  const schedule = createSchedule(config.schedule, config.optimizer.learningRate, { stepsPerEpoch, totalSteps });
  const layers = new LayerWatch(model, config.layersEvery);
  const graph = new GraphWatch(model, objective.name, options.saveGraph);
  const journal = new Journal({ recorder, engine, model, config, schedule, stepsPerEpoch, totalSteps, clock });

  const checkpoint = createCheckpointer(config, options, batches, journal, () => ({
    state: saveState(model, optimizer),
    schedule: schedule.seen,
  }));

  const forwardAndBackward = (see?: LayerWatch['see']) =>
    engine.scope(() => {
      const batch = batches.next(engine);
      const value = objective.loss(model.forward(batch.inputs, 'train', graph.watch(batch.inputs, see)), batch);
      graph.keep(value);
      gradients(value, model.parameters.tensors);
      return { loss: value.item, examples: batch.count };
    });

  journal.introduce(splits, objective.name);
  onStep(0, totalSteps);

  for (let step = 1; step <= totalSteps; step++) {
    if (shouldStop()) {
      recorder.log(`stopped on request after step ${step - 1} of ${totalSteps}`);
      checkpoint(step - 1, true);
      return { state: 'stopped' };
    }

    // forward and backward
    const { loss, examples } = forwardAndBackward(layers.watch(step));
    layers.beforeStep();
    const gradientNorm = clip(model.parameters, config);

    // step, at this step's rate and momentum; only optimizers of the whole set evaluate again, and get the whole set again
    const [learningRate, momentum] = [schedule.at(step), schedule.momentumAt(step)];
    optimizer.momentum = momentum ?? optimizer.momentum;
    const diverged = !Number.isFinite(loss) && config.onNonFinite === 'stop';
    if (!diverged) optimizer.step(learningRate, () => forwardAndBackward().loss);

    // log
    journal.step(step, { loss, examples, learningRate, momentum, gradientNorm, layers: layers.afterStep() });
    if (diverged) {
      return { state: 'failed', reason: { code: 'diverged', message: `The loss became ${loss} at step ${step}.` } };
    }

    // evaluate
    const last = step === totalSteps;
    if (last || step % stepsPerEpoch === 0) {
      schedule.observe(journal.epoch(step, objective.evaluate(model, splits.validation).scores));
    }

    // keep
    checkpoint(step, last);

    onStep(step, totalSteps);
    recorder.tick();
  }

  journal.finish(totalSteps, objective.evaluate(model, splits.test), splits.classNames);
  return { state: 'finished' };
}

/** Saves a checkpoint when its step has come, or when it is the last one; without a place for them, none. */
function createCheckpointer(
  config: TrainingConfig,
  { saveCheckpoint }: TrainerOptions,
  batches: Batches,
  journal: Journal,
  save: () => Omit<Checkpoint, 'place'>,
) {
  const every = config.checkpointEvery * batches.perEpoch;
  return (step: number, last: boolean): void => {
    if (!saveCheckpoint || every === 0 || step === 0 || (step % every !== 0 && !last)) return;
    const place = { step, config, loader: batches.cursor };
    journal.checkpoint(step, saveCheckpoint({ place, ...save() }));
  };
}

/** Optimizers of the whole set take it as it lies; the others in the order that the run asks for. */
function createBatches({ optimizer, batchSize, seed, order, lastBatch }: TrainingConfig, { train }: Splits): Batches {
  if (WHOLE_SET.includes(optimizer.name)) return new Batches(train, train.count, null);
  return new Batches(train, batchSize, order === 'in-order' ? null : new Generator(seed, 'order'), {
    withReplacement: order === 'with-replacement',
    dropLast: lastBatch === 'drop',
  });
}

/** Clips the gradients as the run asks; their norm before. */
function clip(parameters: Parameters, { clipNorm, clipValue }: TrainingConfig): number {
  const norm = clipNorm > 0 ? clipByNorm(parameters, clipNorm) : parameters.gradientNorm();
  if (clipValue > 0) clipByValue(parameters, clipValue);
  return norm;
}
