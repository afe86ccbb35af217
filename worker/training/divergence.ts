import { fromJsonNumber, toJsonNumber } from '../../shared/number.ts';
import type { DivergenceMemory } from './training-memory.ts';

/** A loss of more than so many times the first one has diverged; no spike that a training recovers from comes near it. */
const TIMES = 1e4;
/** The least that counts as the first loss: about what an untrained network has on classes and on standardized values. */
const USUAL_LOSS = 1;

/** Watches the loss of every step for growth out of all proportion, which need not end in a number that is not finite. */
export class DivergenceWatch {
  #first: number | null = null;
  #exceededAt: number | null = null;
  #last = { step: 0, loss: 0 };

  /** The loss above which a training counts as diverged; infinite before the first loss. */
  get limit(): number {
    return this.#first === null ? Infinity : TIMES * Math.max(this.#first, USUAL_LOSS);
  }

  get memory(): DivergenceMemory {
    const { step, loss } = this.#last;
    return { first: this.#first, exceededAt: this.#exceededAt, last: { step, loss: toJsonNumber(loss) } };
  }
  set memory({ first, exceededAt, last }: DivergenceMemory) {
    this.#first = first === null ? null : fromJsonNumber(first);
    this.#exceededAt = exceededAt;
    this.#last = { step: last.step, loss: fromJsonNumber(last.loss) };
  }

  /** Takes the loss of a step; true when it is finite and the first one above the limit since it was below. */
  observe(step: number, loss: number): boolean {
    if (this.#first === null && Number.isFinite(loss)) this.#first = loss;
    this.#last = { step, loss };
    if (!(loss > this.limit)) {
      this.#exceededAt = null;
      return false;
    }
    const isNew = this.#exceededAt === null;
    this.#exceededAt ??= step;
    return isNew && Number.isFinite(loss);
  }

  /** Why a training that took its last step has diverged, given the losses evaluated after it by name; null when it has not. */
  verdict(evaluated: Record<string, number | undefined>): string | null {
    const { step, loss } = this.#last;
    if (this.#exceededAt !== null) {
      const start = Number(this.#first?.toPrecision(4));
      return (
        `The loss is ${loss.toPrecision(4)} after the last step, ${step}: since step ${this.#exceededAt} it has been above ` +
        `${this.limit.toPrecision(4)}, ${TIMES} times the larger of the first loss, ${start}, and ${USUAL_LOSS}.`
      );
    }
    const broken = Object.entries(evaluated).find(([, value]) => value !== undefined && !Number.isFinite(value));
    return broken ? `The ${broken[0]} loss is ${broken[1]} after the last step, ${step}.` : null;
  }
}
