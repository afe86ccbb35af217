import type { RunWatch, WatchMessage } from '../../shared/live.ts';
import { covers } from './continuation.ts';

/** What a page watches. */
export type Wanted = Pick<WatchMessage, 'list' | 'runs'>;

/**
 * What the server sends over one connection. A `watch` is in force from its acknowledgement on; until
 * then the messages that arrive are made for the one before. One at a time is under way.
 */
export class Subscription {
  #inForce: Wanted = { list: false, runs: {} };
  #underWay: WatchMessage | null = null;
  #id = 0;

  /** The message that brings the subscription to what is wanted; null when it is there, or another is under way. */
  next(wanted: Wanted): WatchMessage | null {
    if (this.#underWay || isServed(wanted, this.#inForce)) return null;
    this.#id += 1;
    this.#underWay = { type: 'watch', id: this.#id, ...wanted };
    return this.#underWay;
  }

  acknowledge(id: number): void {
    if (this.#underWay?.id !== id) return;
    this.#inForce = { list: this.#underWay.list, runs: { ...this.#underWay.runs } };
    this.#underWay = null;
  }

  /** What the messages of a run that arrive now are made for; `after` is where the next one continues. */
  of(run: string): RunWatch | undefined {
    return this.#inForce.runs[run];
  }

  /** True while every change of the list is being sent, and will be. */
  get list(): boolean {
    return this.#inForce.list && (this.#underWay?.list ?? true);
  }

  /** A message of commits up to `rev` has arrived. */
  advance(run: string, rev: number): void {
    const selected = this.#inForce.runs[run];
    if (selected) this.#inForce.runs[run] = { ...selected, after: rev };
  }

  /** The server sends nothing more of this run until it is watched anew. */
  reset(run: string): void {
    delete this.#inForce.runs[run];
  }
}

function isServed(wanted: Wanted, inForce: Wanted): boolean {
  const runs = Object.entries(wanted.runs);
  return (
    wanted.list === inForce.list &&
    runs.length === Object.keys(inForce.runs).length &&
    runs.every(([run, watch]) => isRunServed(watch, inForce.runs[run]))
  );
}

/** The server is not past what the page holds, and sends just what is shown. */
function isRunServed(wanted: RunWatch, selected: RunWatch | undefined): boolean {
  return (
    selected !== undefined && wanted.after >= selected.after && covers(selected, wanted) && covers(wanted, selected)
  );
}
