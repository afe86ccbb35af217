import { type Exchange, PART, spinUntil, WORD } from './exchange.ts';
import type { Args } from './split.ts';

/** Some 50 µs: a half that takes longer than this thread's own was put off its core. */
const SPINS = 1000;
const NAP_MS = 50;

/** The second thread took a part and does not finish it: what it may still write cannot be computed again here. */
export class SecondThreadError extends Error {}

/** The first thread's side of an exchange: at most one part is open at a time. */
export function createHandover({ words, args }: Exchange, patienceMs: number) {
  const isDone = () => Atomics.load(words, WORD.part) === PART.done;

  /** Sleeps, so that the second thread may have this core. */
  function sleepUntilDone(): void {
    const until = performance.now() + patienceMs;
    Atomics.store(words, WORD.awaited, 1);
    while (!isDone()) {
      Atomics.wait(words, WORD.part, PART.taken, NAP_MS);
      if (!isDone() && performance.now() > until)
        throw new SecondThreadError(`the second thread has not finished its part of a kernel within ${patienceMs} ms`);
    }
    Atomics.store(words, WORD.awaited, 0);
  }

  return {
    /** Lets the second thread compute a part of the kernel with this index. */
    offer(kernel: number, part: Args): void {
      for (let i = 0; i < part.length; i++) args[i] = part[i];
      words[WORD.kernel] = kernel;
      words[WORD.count] = part.length;
      Atomics.store(words, WORD.part, PART.open);
      if (Atomics.load(words, WORD.asleep) === 1) {
        Atomics.store(words, WORD.asleep, 0);
        Atomics.notify(words, WORD.asleep);
      }
    },

    /** How often the second thread has woken up. */
    wakes: () => Atomics.load(words, WORD.wakes),

    /** Whether nobody has taken the part: it is this thread's own from then on. */
    takeBack: () => Atomics.compareExchange(words, WORD.part, PART.open, PART.none) === PART.open,

    /** @throws {SecondThreadError} when it takes longer than anything could */
    awaitDone(): void {
      if (!spinUntil(isDone, SPINS)) sleepUntilDone();
    },
  };
}
