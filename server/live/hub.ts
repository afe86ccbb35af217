import type { ServerMessage, WatchMessage } from '../../shared/live.ts';
import type { Run } from '../../shared/run.ts';
import type { Bus, Change } from '../ports/bus.ts';
import type { CommitRecord } from '../ports/commit-feed.ts';
import { createInterest } from './interest.ts';
import { createListener, type Listener, type RunChange, type Wire } from './listener.ts';
import { createRunMessages } from './run-messages.ts';
import { createSlices, type Slices } from './slices.ts';
import { createUpdates } from './updates.ts';

/** Nobody sees more than ten changes a second; what happens in between goes out in one message. */
const TICK_MS = 100;
/** Progress of runs changes with each commit: this is often enough for a table. */
const PROGRESS_EVERY_TICKS = 5;

export interface HubOptions {
  bus: Bus;
  /** Commits of a run after a revision, or 'gone' when memory does not reach back that far. */
  commitsAfter: (run: string, rev: number) => Promise<CommitRecord[] | 'gone'>;
  /** Those of the runs that are there. */
  getRuns: (ids: readonly string[]) => Promise<Run[]>;
  onError: (error: unknown) => void;
  tickMs?: number;
}

/**
 * Sends each page what it watches, in order and without a gap: at once after a quiet while, else at
 * most about ten times a second.
 *
 * The hub keeps a position for each page and run and never a queue: what a slow page has not been
 * sent stays in the store's memory, or is answered with `reset` once it is gone from there.
 */
export function createHub({ bus, commitsAfter, getRuns, onError, tickMs = TICK_MS }: HubOptions) {
  const listeners = new Set<Listener>();
  const interest = createInterest<Listener>();
  /** What became of watched runs since it was last passed on to the pages. */
  const changes = new Map<string, RunChange>();
  /** Pages that replaced their subscription since the last tick: what they send now waits for the next, the last message of each. */
  const subscribed = new Set<Listener>();
  const postponed = new Map<Listener, WatchMessage>();
  const updates = createUpdates(commitsAfter);
  let ticks = 0;
  let tickAgainAt = Number.NEGATIVE_INFINITY;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let ticking: Promise<void> | undefined;
  let isClosed = false;

  const unsubscribe = bus.subscribe((change: Change) => {
    updates.clear();
    if (!('run' in change)) for (const listener of listeners) listener.announce(change.type);
    else if (interest.isWatched(change.run)) changes.set(change.run, together(changes.get(change.run), change));
    wake();
  });

  const isIdle = () =>
    changes.size === 0 && postponed.size === 0 && ![...listeners].some((listener) => listener.isWaiting());

  /** Passes on what changed: once a tick, however often, since there may be a thousand pages. */
  function passOn(): void {
    for (const [run, change] of changes) for (const listener of listeners) listener.notice(run, change);
    changes.clear();
  }

  /** Ticks if there is something to send: at once after a quiet while, else `tickMs` after the last tick, or later if that was much work. */
  function wake(): void {
    if (timer || ticking || isClosed || isIdle()) return;
    timer = setTimeout(
      () => {
        timer = undefined;
        tickAgainAt = performance.now() + tickMs;
        ticking = tick().catch(onError).finally(rest);
      },
      Math.max(0, tickAgainAt - performance.now()),
    );
  }

  function rest(): void {
    ticking = undefined;
    updates.clear();
    wake();
  }

  async function tick(isLast = false): Promise<void> {
    ticks += 1;
    passOn();
    subscribed.clear();
    for (const [listener, message] of postponed) subscribe(listener, message);
    postponed.clear();
    const slices = createSlices();
    const ready = [...listeners].filter((listener) => listener.isReading());
    for (const listener of ready) {
      listener.sendNotices();
      await listener.sendCommits(updates).catch(onError);
      await slices.pause();
    }
    await sendRuns(ready, isLast || ticks % PROGRESS_EVERY_TICKS === 0, slices);
    tickAgainAt = Math.max(tickAgainAt, performance.now() + slices.workedMs()); // half of the time belongs to requests
  }

  function subscribe(listener: Listener, message: WatchMessage): void {
    passOn(); // what came before belongs to the subscription before
    subscribed.add(listener);
    interest.replace(listener, message);
    listener.subscribe(message);
  }

  /** Reads each changed run once, however many pages want it. */
  async function sendRuns(ready: Listener[], withProgress: boolean, slices: Slices): Promise<void> {
    const due = new Map(ready.map((listener) => [listener, listener.takeChangedRuns(withProgress)]));
    const ids = new Set([...due.values()].flat());
    if (ids.size === 0) return;
    const messages = createRunMessages(await getRuns([...ids]));
    for (const [listener, wanted] of due) {
      if (listeners.has(listener)) listener.sendRuns(wanted, messages); // else it left in between
      await slices.pause();
    }
  }

  return {
    /** A page that is connected from now on; it is sent nothing until it watches something. */
    connect(wire: Wire) {
      const listener = createListener(wire);
      listeners.add(listener);
      return {
        /** Replaces what the page watches, at most once a tick: of several messages the last one counts. */
        watch(message: WatchMessage): void {
          if (subscribed.has(listener)) postponed.set(listener, message);
          else subscribe(listener, message);
          wake();
        },
        reply: (message: ServerMessage): void => listener.reply(message),
        close(): void {
          for (const pages of [listeners, subscribed, postponed]) pages.delete(listener);
          interest.forget(listener);
        },
      };
    },

    /** Sends what is still unsent, then nothing more. */
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

/** Both changes of one run as one. */
function together(before: RunChange | undefined, { type }: Change): RunChange {
  return {
    hasCommits: before?.hasCommits || type === 'commit' || type === 'edited',
    isUrgent: before?.isUrgent || (type !== 'commit' && type !== 'progress'),
  };
}

export type Hub = ReturnType<typeof createHub>;
