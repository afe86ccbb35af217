import { formatBytes } from '../../shared/format-bytes.ts';
import type { TrainingStart } from './checkpoint.ts';
import type { Recorder } from './recorder.ts';
import { short } from './training-log.ts';
import type { MarksMemory } from './training-memory.ts';

/** Characters of a mark, at most. */
const MAX_TEXT = 4096;

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

  get memory(): MarksMemory {
    return { finite: this.#finite, rate: this.#rate };
  }
  set memory({ finite, rate }: MarksMemory) {
    this.#finite = finite;
    this.#rate = rate;
  }

  /** Marks where the training goes on, or what it starts with, and what of that state was left out. */
  start(step: number, { checkpoint, mode }: TrainingStart, unfit: readonly string[]): void {
    const { run, step: taken } = checkpoint.place;
    const text = {
      resume: `goes on from the checkpoint of step ${taken}`,
      fork: `goes on from step ${taken} of run ${run}`,
      warm: `starts with the weights of step ${taken} of run ${run}`,
    }[mode];
    this.#recorder.stamp();
    this.#recorder.event('resume', step, [text, ...unfit].join('; ').slice(0, MAX_TEXT));
    this.#recorder.log(text, 'info', step);
    for (const each of unfit) this.#recorder.log(each, 'warn', step);
  }

  /** Marks that settings were changed; the rate that they bring is no drop of the schedule. */
  steered(step: number, text: string): void {
    this.#rate = null;
    this.#recorder.event('steering', step, text);
    this.#recorder.log(text, 'info', step);
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
