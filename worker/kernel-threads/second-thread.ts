import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';
import { createExchangeMemory, exchangeOver, STATE, WORD } from './exchange.ts';

/** What the second thread is started with. */
export interface SecondThreadData {
  module: WebAssembly.Module;
  memory: WebAssembly.Memory;
  exchange: SharedArrayBuffer;
  /** Receives the reason why it could not start. */
  failures: MessagePort;
}

export interface SecondThreadOptions {
  module: WebAssembly.Module;
  memory: WebAssembly.Memory;
  /** How long it may take to start. */
  patienceMs: number;
  file?: URL;
}

const HELPER = new URL('./helper.ts', import.meta.url);

/** A thread that runs the kernels of a module over the memory of this one. It never keeps the process alive. */
export function startSecondThread({ module, memory, patienceMs, file = HELPER }: SecondThreadOptions) {
  const exchangeMemory = createExchangeMemory();
  const exchange = exchangeOver(exchangeMemory);
  const { port1: failures, port2: theirs } = new MessageChannel();
  const startedAt = performance.now();
  const workerData: SecondThreadData = { module, memory, exchange: exchangeMemory, failures: theirs };
  const worker = new Worker(file, { workerData, transferList: [theirs] });
  worker.unref();

  return {
    exchange,

    /** False while it starts. @throws {Error} when it cannot, with the reason */
    isReady(): boolean {
      const state = Atomics.load(exchange.words, WORD.state);
      if (state === STATE.ready) return true;
      if (state === STATE.failed) throw new Error(String(receiveMessageOnPort(failures)?.message));
      if (performance.now() - startedAt > patienceMs) throw new Error(`it did not start within ${patienceMs} ms`);
      return false;
    },

    /** It ends by itself, after the part that it may have. */
    end(): void {
      Atomics.store(exchange.words, WORD.ended, 1);
      Atomics.store(exchange.words, WORD.asleep, 0);
      Atomics.notify(exchange.words, WORD.asleep);
      failures.close();
    },
  };
}
