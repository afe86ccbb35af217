import { formatBytes } from '../../shared/format-bytes.ts';
import type { Recorder } from './recorder.ts';
import { short } from './training-log.ts';

/** Marks on a training's curves: where its rate drops, its loss is no number or far too high, a checkpoint was saved. */
export class Marks {
  readonly #recorder: Recorder;
  readonly #markDrops: boolean;
  #finite = true;
  #rate: number | null = null;

  /** `markDrops` for a schedule whose rate stays put between drops. */
  constructor(recorder: Recorder, markDrops: boolean) {
    this.#recorder = recorder;
    this.#markDrops = markDrops;
  }

  /** Marks what a step shows for the first time. */
  step(step: number, { loss, learningRate }: { loss: number; learningRate: number }): void {
    this.#markRate(step, learningRate);
    this.#markNonFinite(step, loss);
  }

  /** Records that the loss has grown above the limit from which on a training counts as diverged. */
  diverges(step: number, loss: number, limit: number): void {
    const text = `the loss rose to ${short(loss)}, above ${short(limit)}: the training diverges`;
    this.#recorder.event('alert', step, text);
    this.#recorder.log(text, 'warn', step);
  }

  /** Records that a checkpoint was saved, or why it could not be. */
  checkpoint(step: number, outcome: { bytes: number } | { error: string }): void {
    if ('error' in outcome) this.#recorder.log(`no checkpoint at step ${step}: ${outcome.error}`, 'warn', step);
    else this.#recorder.event('checkpoint', step, formatBytes(outcome.bytes));
  }

  #markRate(step: number, rate: number): void {
    const before = this.#rate;
    this.#rate = rate;
    if (!this.#markDrops || before === null || rate >= before) return;
    this.#recorder.event('learning-rate', step, `learning rate ${short(before)} → ${short(rate)}`);
  }

  #markNonFinite(step: number, loss: number): void {
    if (!this.#finite || Number.isFinite(loss)) return;
    this.#finite = false;
    this.#recorder.event('nan', step, `the loss became ${loss}`);
    this.#recorder.log(`the loss became ${loss} at step ${step}`, 'warn', step);
  }
}
