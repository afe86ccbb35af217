import type { ServerMessage, WatchMessage } from '../../shared/live.ts';
import type { Run } from '../../shared/run.ts';
import type { Bus, Change } from '../ports/bus.ts';
import type { CommitRecord } from '../ports/commit-feed.ts';
import { createListener, type Listener, type Wire } from './listener.ts';
import { createTeller } from './teller.ts';

/** A page need not hear more often than an eye sees; what happens in between comes in one message. */
const TICK_MS = 100;
/** Progress of runs changes with each commit: often enough for a table. */
const RUNS_EVERY_TICKS = 5;

export interface HubOptions {
  bus: Bus;
  /** Commits of a run after a revision, or 'gone' when memory does not reach back that far. */
  commitsAfter: (run: string, rev: number) => Promise<CommitRecord[] | 'gone'>;
  /** Those of the runs that are there. */
  getRuns: (ids: readonly string[]) => Promise<Run[]>;
  /** The runs of a first page of the table. */
  newestRuns: () => Promise<Run[]>;
  onError: (error: unknown) => void;
  tickMs?: number;
}

/**
 * Tells each page what it asked for, in order and without a gap: at once after a quiet while, and else at
 * about ten messages a second.
 *
 * It keeps a cursor for each page and run and never a queue: what a slow page has not yet been sent
 * stays in the store's memory, or is answered with `reset` once it is gone from there.
 */
export function createHub({ bus, commitsAfter, getRuns, newestRuns, onError, tickMs = TICK_MS }: HubOptions) {
  const listeners = new Set<Listener>();
  const teller = createTeller(commitsAfter);
  let ticks = 0;
  let tickedAt = Number.NEGATIVE_INFINITY;
  let timer: NodeJS.Timeout | undefined;
  let ticking: Promise<void> | undefined;
  let isClosed = false;

  const unsubscribe = bus.subscribe((change: Change) => {
    teller.forget();
    for (const listener of listeners) listener.hear(change);
    wake();
  });

  /** Ticks if there is something to say: at once after a quiet while, else when it is time again. */
  function wake(): void {
    if (timer || ticking || isClosed || ![...listeners].some((listener) => listener.isWaiting())) return;
    timer = setTimeout(
      () => {
        timer = undefined;
        tickedAt = performance.now();
        ticking = tick().catch(onError).finally(rest);
      },
      Math.max(0, tickedAt + tickMs - performance.now()),
    );
  }

  function rest(): void {
    ticking = undefined;
    teller.forget();
    wake();
  }

  async function tick(isLast = false): Promise<void> {
    ticks += 1;
    const ready = [...listeners].filter((listener) => listener.isReading());
    for (const listener of ready) await listener.sendCommits(teller).catch(onError);
    await sendRuns(ready, isLast || ticks % RUNS_EVERY_TICKS === 0);
  }

  /** Reads each changed run once, however many pages want it. */
  async function sendRuns(ready: Listener[], everyChange: boolean): Promise<void> {
    const wanted = new Map(ready.map((listener) => [listener, listener.takeChangedRuns(everyChange)]));
    const ids = new Set([...wanted.values()].flat());
    if (ids.size === 0) return;
    const runs = new Map((await getRuns([...ids])).map((run) => [run.id, run]));
    for (const [listener, asked] of wanted) listener.sendRuns(asked, runs);
  }

  return {
    /** A page that listens from now on; it hears nothing until it watches something. */
    connect(wire: Wire) {
      const listener = createListener(wire);
      listeners.add(listener);
      return {
        async watch(message: WatchMessage): Promise<void> {
          listener.watch(message);
          wake();
          if (message.list) listener.send({ type: 'runs', runs: await newestRuns() } satisfies ServerMessage);
        },
        close(): void {
          listeners.delete(listener);
        },
      };
    },

    /** Says what is still unsaid, then nothing more. */
    async close(): Promise<void> {
      isClosed = true;
      clearTimeout(timer);
      await ticking;
      await tick(true).catch(onError);
      unsubscribe();
      listeners.clear();
    },
  };
}

export type Hub = ReturnType<typeof createHub>;
