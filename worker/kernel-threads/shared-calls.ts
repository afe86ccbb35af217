import type { Calls } from '../engine/wasm-kernels.ts';
import { createBalance } from './balance.ts';
import { createHandover } from './handover.ts';
import { startSecondThread } from './second-thread.ts';
import type { Split } from './split.ts';
import { SPLITS } from './splits.ts';

/** Handing a half over and waiting for it costs a part of this: shorter calls are not split. */
const LEAST_NANOSECONDS = 6000;
/** A thread is started once it could have saved what its start costs. */
const WORTH_NANOSECONDS = 50e6;
const REST_MS = 500;
const PATIENCE_MS = 10_000;

export interface SharedCallsOptions {
  module: WebAssembly.Module;
  memory: WebAssembly.Memory;
  /** The kernels of this thread, over that memory. */
  own: Calls;
  /** Whether a second thread may compute; asked before each call that is long enough. While it may not, it sleeps. */
  isAllowed: () => boolean;
  /** Called once with the reason why there is no second thread any more. */
  onProblem: (reason: string) => void;
  /** Calls that take less in one thread are not split. */
  leastNanoseconds?: number;
  /** Nanoseconds that a second thread could have saved before it is started. */
  worthNanoseconds?: number;
  /** How long the second thread rests where this one waits longer for it than it saves. */
  restMs?: number;
  /** How long the second thread may take to start, to come for a part, and to finish it. */
  patienceMs?: number;
  /** The second thread's entry point. */
  file?: URL;
}

/**
 * Kernels of this thread that let a second one compute half of what is long enough, with the same bits. The second thread
 * is started when it would have been of use; where it fails, this one computes everything.
 */
export function createSharedCalls({ own, isAllowed, onProblem, ...options }: SharedCallsOptions) {
  const { leastNanoseconds = LEAST_NANOSECONDS, worthNanoseconds = WORTH_NANOSECONDS } = options;
  const { patienceMs = PATIENCE_MS, restMs = REST_MS } = options;
  const balance = createBalance({ restMs, now: () => performance.now() });
  let missed = 0;
  /** Since when it has not taken parts that were offered one after the other, and how often it had woken up before. */
  let untaken: { since: number; last: number; wakes: number } | undefined;
  let hasFailed = false;
  let isReady = false;
  let second: (ReturnType<typeof startSecondThread> & ReturnType<typeof createHandover>) | undefined;

  const mayShare = () => !hasFailed && isAllowed() && !balance.isResting();

  function start() {
    const thread = startSecondThread({ ...options, patienceMs });
    return { ...thread, ...createHandover(thread.exchange, patienceMs) };
  }

  function end(): void {
    second?.end();
    second = undefined;
    isReady = false;
  }

  function giveUp(reason: string): void {
    hasFailed = true;
    end();
    onProblem(reason);
  }

  /** The second thread once it can compute; before that, counts what it would have saved, and starts it. */
  function ready(nanoseconds: number) {
    try {
      isReady ||= second?.isReady() ?? false;
      if (isReady) return second;
      missed += nanoseconds / 2;
      if (missed >= worthNanoseconds) second ??= start();
    } catch (error) {
      giveUp(`the second thread could not be started: ${error instanceof Error ? error.message : String(error)}`);
    }
    return undefined;
  }

  /** It may be too late for a part because it was asleep, or because it is gone. While it is offered nothing it shows nothing. */
  function noteUntaken(wakes: number): void {
    const now = performance.now();
    const goesOn = untaken?.wakes === wakes && now - untaken.last < patienceMs / 2;
    untaken = { since: goesOn && untaken ? untaken.since : now, last: now, wakes };
    if (now - untaken.since > patienceMs) giveUp(`the second thread has shown no sign of life for ${patienceMs} ms`);
  }

  function shared(kernel: number, call: Calls[string], split: Split): Calls[string] {
    return (...args) => {
      const cost = split.cost(args);
      const other = cost >= leastNanoseconds && mayShare() ? ready(cost) : undefined;
      const halves = other ? split.halves(args) : null;
      if (!other || !halves) return call(...args);
      const from = performance.now();
      other.offer(kernel, halves[1]);
      call(...halves[0]);
      if (other.takeBack()) {
        call(...halves[1]);
        noteUntaken(other.wakes());
      } else {
        const to = performance.now();
        other.awaitDone();
        balance.note(from, to);
        untaken = undefined;
      }
      return 0;
    };
  }

  const splits = Object.entries(SPLITS).map(([name, split], kernel) => [name, shared(kernel, own[name], split)]);
  return {
    calls: { ...own, ...Object.fromEntries(splits) } as Calls,

    /** How many threads compute. */
    count: () => (isReady && mayShare() ? 2 : 1),

    /** Ends the second thread; one is started again where it would be of use. */
    end,
  };
}

export type SharedCalls = ReturnType<typeof createSharedCalls>;
