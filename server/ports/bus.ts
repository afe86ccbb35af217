import type { CommitRecord } from './commit-feed.ts';

/** Something that became true; it is published after the commit that made it so. */
export type Change =
  | { type: 'commit'; run: string; commit: CommitRecord }
  | { type: 'run'; run: string }
  /** The run does something else, or is further with it; nothing was stored. */
  | { type: 'progress'; run: string }
  /** What the run logged was changed: readers have to read it again. */
  | { type: 'edited'; run: string }
  | { type: 'removed'; run: string }
  /** What is trained or waits is another, or their order, or the number of workers. */
  | { type: 'queue' }
  /** Something was set about a metric of a project. */
  | { type: 'metric-settings' }
  /** An alert was given, cleared or seen, or something was sent. */
  | { type: 'alerts' }
  /** A study or one of its trials changed. */
  | { type: 'studies' };

/**
 * Carries hints that something changed from the part that changed it to every part that shows it.
 *
 * A hint may be lost, repeated or overtaken by a later one. So a listener takes it as a reason to read the
 * store again, and a reader that needs every commit goes on from the revision it has (`CommitFeed`).
 */
export interface Bus {
  /** Resolves when the change was handed over, whether or not anything listens, and whatever a listener does. */
  publish(change: Change): Promise<void>;
  /** Calls `listener` with changes published from now on, until the returned function is called. */
  subscribe(listener: (change: Change) => void): () => void;
}
