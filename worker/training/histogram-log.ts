import { histogramKey } from '../../shared/layer-metrics.ts';
import type { Sequential } from '../engine/layers/sequential.ts';
import { Histograms } from './histograms.ts';
import { layerOf } from './layer-watch.ts';
import type { Recorder } from './recorder.ts';

export interface HistogramLogOptions {
  recorder: Recorder;
  model: Sequential;
  /** Steps between histograms; 0 is never. */
  every: number;
  totalSteps: number;
}

/** Records histograms of each layer's weights and biases, from before the first update on, and of their gradients. */
export class HistogramLog {
  readonly #options: HistogramLogOptions;
  /** Steps between histograms, and of the run: both may change while it goes on. */
  due: Pick<HistogramLogOptions, 'every' | 'totalSteps'>;
  readonly #histograms: Histograms;

  constructor(options: HistogramLogOptions) {
    this.#options = options;
    this.due = options;
    this.#histograms = new Histograms(options.model.engine.kernels);
  }

  /** What it remembers: the bound of each histogram's edges. */
  get memory(): Record<string, number> {
    return this.#histograms.bounds;
  }
  set memory(bounds: Record<string, number>) {
    this.#histograms.bounds = bounds;
  }

  /** Records the weights before the first update, as those of step 0. */
  start(): void {
    if (this.due.every === 0) return;
    this.#options.recorder.stamp();
    this.#recordWeights(0);
  }

  /** Records a step's gradients, before they are clipped as all their norms are; `broken` makes them due whatever the step. */
  gradients(step: number, broken: boolean): void {
    if (!this.#isDue(step, broken)) return;
    const { recorder, model } = this.#options;
    recorder.stamp();
    for (const { name, role, gradient } of model.parameters.all) {
      const key = histogramKey(`gradients/${groupOf(role)}`, layerOf(name));
      recorder.histogram(this.#histograms.make(key, step, gradient.data));
    }
  }

  /** Records the weights that a step leaves. */
  weights(step: number, broken: boolean): void {
    if (this.#isDue(step, broken)) this.#recordWeights(step);
  }

  #recordWeights(step: number): void {
    const { recorder, model } = this.#options;
    for (const { name, role, value } of model.parameters.all) {
      recorder.histogram(this.#histograms.make(histogramKey(groupOf(role), layerOf(name)), step, value.data));
    }
  }

  #isDue(step: number, broken: boolean): boolean {
    const { every, totalSteps } = this.due;
    return every > 0 && (broken || step === 1 || step % every === 0 || step === totalSteps);
  }
}

function groupOf(role: string): 'biases' | 'weights' {
  return role === 'bias' ? 'biases' : 'weights';
}
