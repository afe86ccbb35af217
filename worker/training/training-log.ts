import { METRIC } from '../../shared/metric-names.ts';
import { fromJsonNumber, toJsonNumber } from '../../shared/number.ts';
import type { TrainingConfig } from '../../shared/training/launch.ts';
import type { Splits } from '../data/examples.ts';
import type { Sequential } from '../engine/layers/sequential.ts';
import type { Engine } from '../engine/tensor.ts';
import type { GradientEvaluations } from './gradient-evaluations.ts';
import type { StepFacts } from './problem.ts';
import type { Recorder } from './recorder.ts';
import { createSystemMonitor } from './system.ts';
import type { LogMemory } from './training-memory.ts';

export interface TrainingLogOptions {
  recorder: Recorder;
  engine: Engine;
  model: Sequential;
  config: TrainingConfig;
  stepsPerEpoch: number;
  totalSteps: number;
  /** Milliseconds, only for speeds. */
  clock: () => number;
}

/** What is recorded of a step of a network besides what the loop knows of it. */
export interface NetworkStep extends StepFacts {
  /** Up to and with this step. */
  evaluations: Pick<GradientEvaluations, 'count' | 'examples'>;
  /** Further numbers of this step, by metric key. */
  layers: ReadonlyMap<string, number> | null;
}

/** Records what a network's training does, step by step, under the metric keys and in the log text that the dashboard shows. */
export class TrainingLog {
  readonly #options: TrainingLogOptions;
  readonly #system = createSystemMonitor();
  #epochLoss = 0;
  #epochSteps = 0;
  #examples = 0;
  #stepEndedAt: number;

  constructor(options: TrainingLogOptions) {
    this.#options = options;
    this.#stepEndedAt = options.clock();
  }

  get memory(): LogMemory {
    return { epochLoss: toJsonNumber(this.#epochLoss), epochSteps: this.#epochSteps, examples: this.#examples };
  }
  set memory(saved: LogMemory) {
    this.#epochLoss = fromJsonNumber(saved.epochLoss);
    this.#epochSteps = saved.epochSteps;
    this.#examples = saved.examples;
  }

  /** Logs before the first step which network is trained on which data. */
  introduce(splits: Splits, loss: string): void {
    const { train, validation, test, features, outputs, task, targetShift, targetScale, warnings } = splits;
    const { recorder, model, engine, totalSteps, stepsPerEpoch } = this.#options;
    for (const warning of warnings) recorder.log(warning, 'warn');
    recorder.log(
      `data: ${train.count} examples to train on, ${validation.count} for validation, ${test.count} for the test; ` +
        `${features} features, ${outputs} ${task === 'classification' ? 'classes' : 'values to predict'}`,
    );
    if (task === 'regression') {
      const sign = targetShift < 0 ? '−' : '+';
      recorder.log(
        `targets are standardized: value = ${targetScale} · target ${sign} ${Math.abs(targetShift)}; ` +
          'losses are of standardized targets, rmse is in the unit of the values',
      );
    }
    const layers = model.layers.map(({ name, kind, inputShape, outputShape }) => {
      return `${name} (${kind}) ${inputShape.join('×')} → ${outputShape.join('×')}`;
    });
    recorder.log(`network: ${layers.join(', ')}; ${model.parameters.count} parameters; loss ${loss}`);
    recorder.log(`${totalSteps} steps, ${stepsPerEpoch} an epoch; kernels: ${engine.kernels.name}`);
    recorder.flush();
  }

  /** Records the points of a step. */
  step(step: number, { loss, learningRate, momentum, gradientNorm, evaluations, layers }: NetworkStep): void {
    const { recorder, stepsPerEpoch, clock } = this.#options;
    const now = clock();
    recorder.stamp();
    recorder.point(METRIC.loss, step, loss);
    recorder.point(METRIC.learningRate, step, learningRate);
    if (momentum !== null) recorder.point(METRIC.momentum, step, momentum);
    recorder.point(METRIC.gradNorm, step, gradientNorm);
    recorder.point(METRIC.evaluations, step, evaluations.count);
    recorder.point(METRIC.examples, step, evaluations.examples);
    const examples = evaluations.examples - this.#examples;
    recorder.point(METRIC.examplesPerSecond, step, (1000 * examples) / Math.max(now - this.#stepEndedAt, 1e-3));
    recorder.point(METRIC.epoch, step, step / stepsPerEpoch);
    for (const [key, value] of layers ?? []) recorder.point(key, step, value);
    this.#examples = evaluations.examples;
    this.#stepEndedAt = now;
    this.#epochLoss += loss;
    this.#epochSteps += 1;

    this.#recordSystem(step);
  }

  /** Records an evaluation on the validation set, empty without one; returns it by the keys of the series, with the epoch's training loss. */
  epoch(step: number, scores: Record<string, number>): Record<string, number> {
    const { recorder, stepsPerEpoch, clock } = this.#options;
    recorder.stamp();
    for (const [name, value] of Object.entries(scores)) recorder.point(`val/${name}`, step, value);
    const trained = this.#epochLoss / this.#epochSteps;
    const summary = { 'train loss': trained, ...prefixed('validation ', scores) };
    recorder.log(`epoch ${short(step / stepsPerEpoch)}: ${described(summary)}`, 'info', step);
    this.#epochLoss = 0;
    this.#epochSteps = 0;
    this.#stepEndedAt = clock(); // evaluation is not part of the next step's speed
    return { [METRIC.loss]: trained, ...prefixed('val/', scores) };
  }

  /** Records an evaluation on the whole training set, whose loss is not the one of a step's batch; returns it by the keys of the series. */
  wholeTrainingSet(step: number, { loss, ...scores }: Record<string, number>): Record<string, number> {
    const { recorder, clock } = this.#options;
    recorder.stamp();
    const keyed = { [METRIC.fullLoss]: loss, ...prefixed('train/', scores) };
    for (const [key, value] of Object.entries(keyed)) recorder.point(key, step, value);
    this.#stepEndedAt = clock();
    return keyed;
  }

  /** Records the evaluation on the test set after the last step. */
  finish(step: number, scores: Record<string, number>): void {
    const { recorder } = this.#options;
    recorder.stamp();
    for (const [name, value] of Object.entries(scores)) recorder.point(`test/${name}`, step, value);
    const summary = described(prefixed('test ', scores));
    recorder.log(`finished after ${step} steps${summary && `: ${summary}`}`);
  }

  #recordSystem(step: number): void {
    const usage = this.#system.read();
    if (!usage) return;
    this.#options.recorder.point(METRIC.cpuPercent, step, usage.cpuPercent);
    this.#options.recorder.point(METRIC.memoryMb, step, usage.memoryMb);
  }
}

function prefixed(prefix: string, scores: Record<string, number>): Record<string, number> {
  return Object.fromEntries(Object.entries(scores).map(([name, value]) => [`${prefix}${name}`, value]));
}

function described(scores: Record<string, number>): string {
  return Object.entries(scores)
    .map(([name, value]) => `${name} ${short(value)}`)
    .join(', ');
}

export function short(value: number): string {
  return String(Number(value.toPrecision(4)));
}
