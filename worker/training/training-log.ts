import { histogramKey } from '../../shared/layer-metrics.ts';
import { METRIC } from '../../shared/metric-names.ts';
import type { TrainingConfig } from '../../shared/training/launch.ts';
import type { Splits } from '../data/examples.ts';
import type { Sequential } from '../engine/layers/sequential.ts';
import type { Engine } from '../engine/tensor.ts';
import { Histograms } from './histograms.ts';
import { layerOf } from './layer-watch.ts';
import type { Evaluation } from './objective.ts';
import type { Recorder } from './recorder.ts';
import type { RateSchedule } from './schedule.ts';
import { createSystemMonitor } from './system.ts';

const MOST_CLASSES_SHOWN = 26;
const LONGEST_NAME = 16;

export interface TrainingLogOptions {
  recorder: Recorder;
  engine: Engine;
  model: Sequential;
  config: TrainingConfig;
  schedule: RateSchedule;
  stepsPerEpoch: number;
  totalSteps: number;
  /** Milliseconds, only for speeds. */
  clock: () => number;
}

export interface StepFacts {
  loss: number;
  examples: number;
  learningRate: number;
  /** Null where the schedule leaves it at the run's setting. */
  momentum: number | null;
  /** Of all gradients together, before clipping. */
  gradientNorm: number;
  /** Further numbers of this step, by metric key. */
  layers: ReadonlyMap<string, number> | null;
}

/** Records what a training does, step by step, under the metric keys and in the log text that the dashboard shows. */
export class TrainingLog {
  readonly #options: TrainingLogOptions;
  readonly #histograms: Histograms;
  readonly #system = createSystemMonitor();
  #finite = true;
  #rate: number | null = null;
  #epochLoss = 0;
  #epochSteps = 0;
  #stepEndedAt: number;

  constructor(options: TrainingLogOptions) {
    this.#options = options;
    this.#histograms = new Histograms(options.engine.kernels);
    this.#stepEndedAt = options.clock();
  }

  /** Logs before the first step which network is trained on which data. */
  introduce({ train, validation, test, features, outputs, task, warnings }: Splits, loss: string): void {
    const { recorder, model, engine, totalSteps, stepsPerEpoch } = this.#options;
    for (const warning of warnings) recorder.log(warning, 'warn');
    recorder.log(
      `data: ${train.count} examples to train on, ${validation.count} for validation, ${test.count} for the test; ` +
        `${features} features, ${outputs} ${task === 'classification' ? 'classes' : 'values to predict'}`,
    );
    const layers = model.layers.map(({ name, kind, inputShape, outputShape }) => {
      return `${name} (${kind}) ${inputShape.join('×')} → ${outputShape.join('×')}`;
    });
    recorder.log(`network: ${layers.join(', ')}; ${model.parameters.count} parameters; loss ${loss}`);
    recorder.log(`${totalSteps} steps, ${stepsPerEpoch} an epoch; kernels: ${engine.kernels.name}`);
    recorder.flush();
  }

  /** Records a step: its points, marks and histograms. */
  step(step: number, { loss, examples, learningRate, momentum, gradientNorm, layers }: StepFacts): void {
    const { recorder, stepsPerEpoch, clock } = this.#options;
    const now = clock();
    recorder.point(METRIC.loss, step, loss);
    recorder.point(METRIC.learningRate, step, learningRate);
    if (momentum !== null) recorder.point(METRIC.momentum, step, momentum);
    recorder.point(METRIC.gradNorm, step, gradientNorm);
    recorder.point(METRIC.examplesPerSecond, step, (1000 * examples) / Math.max(now - this.#stepEndedAt, 1e-3));
    recorder.point(METRIC.epoch, step, step / stepsPerEpoch);
    for (const [key, value] of layers ?? []) recorder.point(key, step, value);
    this.#stepEndedAt = now;
    this.#epochLoss += loss;
    this.#epochSteps += 1;

    this.#markRate(step, learningRate);
    this.#markNonFinite(step, loss);
    this.#recordHistograms(step, !Number.isFinite(loss));
    this.#recordSystem(step);
  }

  /** Records an evaluation on the validation set; returns its loss, or without a validation set the epoch's training loss. */
  epoch(step: number, scores: Record<string, number>): number {
    const { recorder, stepsPerEpoch, clock } = this.#options;
    for (const [name, value] of Object.entries(scores)) recorder.point(`val/${name}`, step, value);
    const summary = { 'train loss': this.#epochLoss / this.#epochSteps, ...prefixed('validation', scores) };
    recorder.log(`epoch ${short(step / stepsPerEpoch)}: ${described(summary)}`, 'info', step);
    this.#epochLoss = 0;
    this.#epochSteps = 0;
    this.#stepEndedAt = clock(); // evaluation is not part of the next step's speed
    return scores.loss ?? summary['train loss'];
  }

  /** Records that a checkpoint was saved, or why it could not be. */
  checkpoint(step: number, outcome: { bytes: number } | { error: string }): void {
    const { recorder } = this.#options;
    if ('error' in outcome) recorder.log(`no checkpoint at step ${step}: ${outcome.error}`, 'warn', step);
    else recorder.event('checkpoint', step, `${(outcome.bytes / 1024).toFixed(0)} KiB`);
  }

  /** Records the evaluation on the test set after the last step. */
  finish(step: number, { scores, confusion }: Evaluation, classNames: string[] | null): void {
    const { recorder } = this.#options;
    for (const [name, value] of Object.entries(scores)) recorder.point(`test/${name}`, step, value);
    const summary = described(prefixed('test', scores));
    for (const line of confusion ? confusionLines(confusion, classNames) : []) recorder.log(line);
    recorder.log(`finished after ${step} steps${summary && `: ${summary}`}`);
  }

  #markRate(step: number, rate: number): void {
    const { recorder, schedule } = this.#options;
    const before = this.#rate;
    this.#rate = rate;
    if (!schedule.drops || before === null || rate >= before) return;
    recorder.event('learning-rate', step, `learning rate ${short(before)} → ${short(rate)}`);
  }

  #markNonFinite(step: number, loss: number): void {
    if (!this.#finite || Number.isFinite(loss)) return;
    this.#finite = false;
    this.#options.recorder.event('nan', step, `the loss became ${loss}`);
    this.#options.recorder.log(`the loss became ${loss} at step ${step}`, 'warn', step);
  }

  #recordHistograms(step: number, broken: boolean): void {
    const { recorder, model, config, totalSteps } = this.#options;
    const every = config.histogramEvery;
    const due = step === 1 || step % every === 0 || step === totalSteps;
    const diverged = broken && config.onNonFinite === 'stop';
    if (every === 0 || !(due || diverged)) return;
    for (const { name, role, value, gradient } of model.parameters.all) {
      const group = role === 'bias' ? 'biases' : 'weights';
      const layer = layerOf(name);
      recorder.histogram(this.#histograms.make(histogramKey(group, layer), step, value.data));
      recorder.histogram(this.#histograms.make(histogramKey(`gradients/${group}`, layer), step, gradient.data));
    }
  }

  #recordSystem(step: number): void {
    const usage = this.#system.read();
    if (!usage) return;
    this.#options.recorder.point(METRIC.cpuPercent, step, usage.cpuPercent);
    this.#options.recorder.point(METRIC.memoryMb, step, usage.memoryMb);
  }
}

function prefixed(set: string, scores: Record<string, number>): Record<string, number> {
  return Object.fromEntries(Object.entries(scores).map(([name, value]) => [`${set} ${name}`, value]));
}

function described(scores: Record<string, number>): string {
  return Object.entries(scores)
    .map(([name, value]) => `${name} ${short(value)}`)
    .join(', ');
}

/** The confusion matrix as a table to read in the log; none where it would be too wide for a screen. */
function confusionLines(confusion: Int32Array, names: string[] | null): string[] {
  const classes = Math.sqrt(confusion.length);
  if (classes > MOST_CLASSES_SHOWN) return [];
  const rows = Array.from({ length: classes }, (_, row) => [
    (names?.[row] ?? String(row)).slice(0, LONGEST_NAME),
    ...Array.from(confusion.subarray(row * classes, (row + 1) * classes), String),
  ]);
  const widths = Array.from({ length: classes + 1 }, (_, column) => Math.max(...rows.map((row) => row[column].length)));
  const lines = rows.map((row) => row.map((cell, column) => cell.padStart(widths[column])).join('  '));
  return ['confusion matrix of the test: a row for each true class, a column for each predicted one', ...lines];
}

function short(value: number): string {
  return String(Number(value.toPrecision(4)));
}
