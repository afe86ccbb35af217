import type { EndReason } from '../../shared/run.ts';
import type { RunEvaluation } from '../../shared/training/evaluation.ts';
import type { NetworkGraph } from '../../shared/training/graph.ts';
import type { TrainingConfig } from '../../shared/training/launch.ts';
import { WHOLE_SET } from '../../shared/training/optimizer.ts';
import type { Examples, Splits } from '../data/examples.ts';
import { clipByNorm, clipByValue } from '../engine/optimizers/clip.ts';
import type { Parameters } from '../engine/parameters.ts';
import { Generator } from '../engine/rng.ts';
import { saveState } from '../engine/state.ts';
import type { Engine } from '../engine/tensor.ts';
import { Batches } from './batches.ts';
import type { Checkpoint, CheckpointPlace } from './checkpoint.ts';
import { DivergenceWatch } from './divergence.ts';
import { describeEvaluation } from './evaluation.ts';
import { GradientEvaluations } from './gradient-evaluations.ts';
import { GraphWatch } from './graph-watch.ts';
import { HistogramLog } from './histogram-log.ts';
import { LayerWatch } from './layer-watch.ts';
import { createModel } from './model.ts';
import { createObjective } from './objective.ts';
import { createOptimizer } from './optimizer.ts';
import { evaluationReport, type ReportPhase } from './phase-reporter.ts';
import type { Recorder } from './recorder.ts';
import { createSchedule } from './schedule.ts';
import { refuseSingleExamples } from './single-example.ts';
import { TrainingLog } from './training-log.ts';

/** How a training ended, unless it threw. */
export type Outcome = { state: 'finished' | 'stopped' } | { state: 'failed'; reason: EndReason };

export interface TrainerOptions {
  engine: Engine;
  recorder: Recorder;
  /** Read before every step. */
  shouldStop: () => boolean;
  /** Called before the first step (step 0) and after every one. */
  onStep: (step: number, totalSteps: number) => void;
  /** Stores a checkpoint; without it none are made. */
  saveCheckpoint?: (
    checkpoint: Omit<Checkpoint, 'place'> & { place: TrainerPlace },
  ) => { bytes: number } | { error: string };
  /** Receives what is done just now, at every step. */
  reportPhase?: ReportPhase;
  /** Receives the computational graph of the first step. */
  saveGraph?: (graph: NetworkGraph) => void;
  /** Receives the evaluation on the test set after the last step. */
  saveEvaluation?: (evaluation: RunEvaluation) => void;
  /** Milliseconds, only for speeds. */
  clock?: () => number;
}

/** The part of a checkpoint's place that the trainer supplies; the caller adds the run and the batch number. */
export type TrainerPlace = Pick<CheckpointPlace, 'step' | 'config' | 'loader'>;

/** Trains the network that `config` describes. Configuration, seed, data and kernels determine every number. */
export function trainModel(config: TrainingConfig, splits: Splits, options: TrainerOptions): Outcome {
  const { engine, recorder, shouldStop, onStep, reportPhase = () => {}, clock = () => performance.now() } = options;

  reportPhase('building');
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
  const evaluations = new GradientEvaluations({ engine, model, objective, batches, graph });
  const histograms = new HistogramLog({ recorder, model, every: config.histogramEvery, totalSteps });
  const divergence = new DivergenceWatch();
  const log = new TrainingLog({ recorder, engine, model, config, schedule, stepsPerEpoch, totalSteps, clock });

  const checkpoint = createCheckpointer(config, options, batches, log, () => ({
    state: saveState(model, optimizer),
    schedule: schedule.seen,
  }));

  const measure = (examples: Examples) =>
    objective.evaluate(model, examples, evaluationReport(reportPhase, examples.count, clock));

  const evaluate = (step: number, last: boolean) => {
    schedule.observe(log.epoch(step, measure(splits.validation).scores), step);
    const every = config.trainEvaluationEvery;
    if (every === 0 || !(last || (step / stepsPerEpoch) % every === 0)) return;
    log.wholeTrainingSet(step, measure(splits.train).scores);
  };

  const test = () => {
    const tested = measure(splits.test);
    if (splits.test.count > 0) options.saveEvaluation?.(describeEvaluation(totalSteps, tested, splits));
    log.finish(totalSteps, tested.scores);
    return tested.scores.loss;
  };

  log.introduce(splits, objective.name);
  histograms.start();
  onStep(0, totalSteps);

  for (let step = 1; step <= totalSteps; step++) {
    if (shouldStop()) {
      recorder.log(`stopped on request after step ${step - 1} of ${totalSteps}`);
      checkpoint(step - 1, true);
      return { state: 'stopped' };
    }

    reportPhase('training');

    // forward and backward, unless the last step's line search ended here with both
    const loss = evaluations.at(optimizer.knownLoss, layers.watch(step));
    const broken = !Number.isFinite(loss) && config.onNonFinite === 'stop';
    histograms.gradients(step, broken);
    layers.beforeStep();
    const gradientNorm = clip(model.parameters, config);

    // step, at this step's rate and momentum; only whole-set optimizers evaluate again, and their batch is the whole set
    const [learningRate, momentum] = [schedule.at(step), schedule.momentumAt(step)];
    optimizer.momentum = momentum ?? optimizer.momentum;
    if (!broken) optimizer.step(learningRate, () => evaluations.next(), loss);

    // log
    log.step(step, { loss, learningRate, momentum, gradientNorm, evaluations, layers: layers.afterStep() });
    histograms.weights(step, broken);
    if (divergence.observe(step, loss)) log.diverges(step, loss, divergence.limit);
    if (broken) {
      return { state: 'failed', reason: { code: 'diverged', message: `The loss became ${loss} at step ${step}.` } };
    }

    // evaluate
    const last = step === totalSteps;
    if (last || step % stepsPerEpoch === 0) evaluate(step, last);

    // keep
    checkpoint(step, last);

    onStep(step, totalSteps);
    recorder.tick();
  }

  return judge(config, divergence, test());
}

/** How a training that took all its steps ended, given its loss on the test set. */
function judge({ onNonFinite }: TrainingConfig, divergence: DivergenceWatch, testLoss: number | undefined): Outcome {
  const message = onNonFinite === 'stop' ? divergence.verdict({ test: testLoss }) : null;
  return message === null ? { state: 'finished' } : { state: 'failed', reason: { code: 'diverged', message } };
}

/** Saves a checkpoint every `checkpointEvery` epochs and after the last step. */
function createCheckpointer(
  config: TrainingConfig,
  { saveCheckpoint }: TrainerOptions,
  batches: Batches,
  log: TrainingLog,
  save: () => Omit<Checkpoint, 'place'>,
) {
  const every = config.checkpointEvery * batches.perEpoch;
  return (step: number, last: boolean): void => {
    if (!saveCheckpoint || every === 0 || step === 0 || (step % every !== 0 && !last)) return;
    const place = { step, config, loader: batches.cursor };
    log.checkpoint(step, saveCheckpoint({ place, ...save() }));
  };
}

/** One batch in stored order for whole-set optimizers; for the others, batches in the configured order. */
function createBatches({ optimizer, batchSize, seed, order, lastBatch }: TrainingConfig, { train }: Splits): Batches {
  if (WHOLE_SET.includes(optimizer.name)) return new Batches(train, train.count, null);
  return new Batches(train, batchSize, order === 'in-order' ? null : new Generator(seed, 'order'), {
    withReplacement: order === 'with-replacement',
    dropLast: lastBatch === 'drop',
  });
}

/** Clips the gradients as configured; returns their norm before. */
function clip(parameters: Parameters, { clipNorm, clipValue }: TrainingConfig): number {
  const norm = clipNorm > 0 ? clipByNorm(parameters, clipNorm) : parameters.gradientNorm();
  if (clipValue > 0) clipByValue(parameters, clipValue);
  return norm;
}
