import type { CommitRecord } from './commit-feed.ts';

/** What just became true, published after the commit. */
export type Change =
  | { type: 'commit'; run: string; commit: CommitRecord }
  | { type: 'run'; run: string }
  /** What was logged is not what it was: readers have to read it again. */
  | { type: 'edited'; run: string }
  | { type: 'removed'; run: string };

export interface Bus {
  publish(change: Change): Promise<void>;
  /** Returns the way to stop listening. */
  subscribe(listener: (change: Change) => void): () => void;
}
