import { METRIC } from '../../shared/metric-names.ts';
import type { RunEvaluation } from '../../shared/training/evaluation.ts';
import type { NetworkGraph } from '../../shared/training/graph.ts';
import type { TrainingConfig } from '../../shared/training/launch.ts';
import { WHOLE_SET } from '../../shared/training/optimizer.ts';
import type { Examples, Splits } from '../data/examples.ts';
import { Generator } from '../engine/rng.ts';
import type { Engine } from '../engine/tensor.ts';
import { Batches } from './batches.ts';
import { type BoundaryFileWriter, BoundaryWatch } from './boundary-watch.ts';
import { createCurvatureWatch } from './curvature-watch.ts';
import { describeEvaluation } from './evaluation.ts';
import { GradientEvaluations } from './gradient-evaluations.ts';
import { GraphWatch } from './graph-watch.ts';
import { HistogramLog } from './histogram-log.ts';
import { LayerWatch } from './layer-watch.ts';
import { createModel } from './model.ts';
import { createNetworkState } from './network-state.ts';
import { createObjective } from './objective.ts';
import { type PathFiles, PathWatch } from './path-watch.ts';
import { evaluationReport, type ReportPhase } from './phase-reporter.ts';
import type { Problem } from './problem.ts';
import type { Recorder } from './recorder.ts';
import { stepsOf } from './schedule.ts';
import { refuseSingleExamples } from './single-example.ts';
import { TrainingLog } from './training-log.ts';

export interface NetworkProblemOptions {
  engine: Engine;
  recorder: Recorder;
  /** Receives what is done just now, at every step. */
  reportPhase?: ReportPhase;
  /** Receives the computational graph of the first step. */
  saveGraph?: (graph: NetworkGraph) => void;
  /** Receives the evaluation on the test set after the last step. */
  saveEvaluation?: (evaluation: RunEvaluation) => void;
  /** Where decision fields of two inputs are kept; without it none are made. */
  boundaryFile?: BoundaryFileWriter;
  /** Where points of the path of the parameters are kept; without it none are. */
  pathFiles?: PathFiles;
  /** Milliseconds, only for speeds. */
  clock?: () => number;
}

/** The network that `config` describes, on data. Configuration, seed, data and kernels determine every number. */
export function createNetworkProblem(config: TrainingConfig, splits: Splits, options: NetworkProblemOptions): Problem {
  const { engine, recorder, reportPhase = () => {}, clock = () => performance.now() } = options;

  reportPhase('building');
  const model = createModel(engine, config.network, splits, config.seed);
  const objective = createObjective(engine, config, splits);
  const batches = createBatches(config, splits);
  const stepsPerEpoch = batches.perEpoch;
  const totalSteps = stepsOf(config.length, stepsPerEpoch);
  refuseSingleExamples(model, batches, splits.train.count, totalSteps);
  const layers = new LayerWatch(model, config.layersEvery);
  const graph = new GraphWatch(model, objective.name, options.saveGraph);
  const evaluations = new GradientEvaluations({ engine, model, objective, batches, graph });
  const histograms = new HistogramLog({ recorder, model, every: config.histogramEvery, totalSteps });
  const log = new TrainingLog({ recorder, engine, model, config, stepsPerEpoch, totalSteps, clock });

  const boundary =
    options.boundaryFile && config.inspect.boundary === 'yes'
      ? new BoundaryWatch({ model, objective, splits, totalSteps, batchSize: batches.size, file: options.boundaryFile })
      : null;

  const path =
    options.pathFiles && config.checkpointEvery > 0
      ? new PathWatch(model.parameters, totalSteps, options.pathFiles)
      : null;

  const curvature = createCurvatureWatch({ recorder, model, objective, splits, config, stepsPerEpoch });

  let scored: Record<string, number> = {};

  const scoresOf = (examples: Examples) =>
    objective.evaluate(model, examples, evaluationReport(reportPhase, examples.count, clock));

  return {
    parameters: model.parameters,
    stepsPerEpoch,
    isRandom: config.network.dropout > 0,

    introduce(_totalSteps, done) {
      log.introduce(splits, objective.name);
      if (done === 0) histograms.start();
      boundary?.start(done);
      path?.start(done);
    },

    evaluate(step, known) {
      reportPhase('training');
      return evaluations.at(known, layers.watch(step));
    },

    evaluateAgain: () => evaluations.next(),

    measure(step, broken) {
      histograms.gradients(step, broken);
      layers.beforeStep();
    },

    record(step, facts, _optimizer, broken) {
      log.step(step, { ...facts, evaluations, layers: layers.afterStep() });
      histograms.weights(step, broken);
      boundary?.step(step);
      path?.step(step);
    },

    score(step, last) {
      scored = log.epoch(step, scoresOf(splits.validation).scores);
      const every = config.trainEvaluationEvery;
      if (every > 0 && (last || (step / stepsPerEpoch) % every === 0))
        scored = { ...scored, ...log.wholeTrainingSet(step, scoresOf(splits.train).scores) };
      curvature.epoch(step, last);
      return scored['val/loss'] ?? scored[METRIC.loss];
    },

    scores: () => scored,

    steer({ histogramEvery = config.histogramEvery, layersEvery = config.layersEvery }, total) {
      histograms.due = { every: histogramEvery, totalSteps: total };
      layers.every = layersEvery;
    },

    conclude(totalSteps) {
      const tested = scoresOf(splits.test);
      if (splits.test.count > 0) options.saveEvaluation?.(describeEvaluation(totalSteps, tested, splits));
      log.finish(totalSteps, tested.scores);
      return { test: tested.scores.loss };
    },

    ...createNetworkState({ config, model, batches, evaluations, histograms, log }),
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
