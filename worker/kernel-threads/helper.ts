import { workerData } from 'node:worker_threads';
import type { Calls } from '../engine/wasm-kernels.ts';
import { type Exchange, exchangeOver, PART, STATE, spinUntil, WORD } from './exchange.ts';
import type { SecondThreadData } from './second-thread.ts';
import { KERNELS } from './splits.ts';

/** Between two kernels of a step; about 0.2 ms, then it leaves its core to others. */
const SPINS = 4000;

/** The entry point of the second thread of a training: computes the parts that are offered, until it is told to end. */
const { module, memory, exchange, failures } = workerData as SecondThreadData;
const shared = exchangeOver(exchange);
try {
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  const calls = exports as Calls;
  calls.takeWorkspace(1);
  Atomics.store(shared.words, WORD.state, STATE.ready);
  serve(calls, shared);
} catch (error) {
  failures.postMessage(error instanceof Error ? error.message : String(error));
  Atomics.store(shared.words, WORD.state, STATE.failed);
} finally {
  failures.close();
}

function serve(calls: Calls, { words, args }: Exchange): void {
  const kernels = KERNELS.map((name) => calls[name]);
  const isCalled = () => Atomics.load(words, WORD.part) === PART.open || Atomics.load(words, WORD.ended) === 1;
  for (;;) {
    if (!spinUntil(isCalled, SPINS)) sleepUntilCalled(words, isCalled);
    if (Atomics.load(words, WORD.ended) === 1) return;
    if (Atomics.compareExchange(words, WORD.part, PART.open, PART.taken) !== PART.open) continue;
    kernels[words[WORD.kernel]](...args.subarray(0, words[WORD.count]));
    Atomics.store(words, WORD.part, PART.done);
    if (Atomics.load(words, WORD.awaited) === 1) Atomics.notify(words, WORD.part);
  }
}

function sleepUntilCalled(words: Int32Array, isCalled: () => boolean): void {
  Atomics.store(words, WORD.asleep, 1);
  if (isCalled()) Atomics.store(words, WORD.asleep, 0);
  else Atomics.wait(words, WORD.asleep, 1);
  Atomics.add(words, WORD.wakes, 1);
}
