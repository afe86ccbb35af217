import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDiskFull } from '../errors.ts';

/** As much of the time that no server ran is counted at a start. */
const MAX_AWAY_MS = 86_400_000;
/** Behind the machine's clock, seen time goes on faster: a machine that is awake for 8 hours a day keeps up. */
const CATCH_UP = 3;

export interface SeenTimeOptions {
  /** Where it is kept over restarts. */
  folder: string;
  /** The machine's clock, in ms since the Unix epoch. */
  now: () => number;
  /** Milliseconds that go on evenly when that clock is set. */
  elapsed: () => number;
}

/**
 * Time as servers on a data folder have seen it pass, in ms since the Unix epoch: it follows the machine's clock, but where
 * that is set ahead it goes on at most three times as fast as time does, and a day further at each start. It is for what
 * cannot be undone after so many days. Where the clock is set back it stands still.
 */
export function createSeenTime({ folder, now, elapsed }: SeenTimeOptions) {
  const file = join(folder, 'seen-time');
  const kept = readKept(file);
  let seen = kept === undefined ? now() : towards(kept, MAX_AWAY_MS);
  let lookedAt = elapsed();

  function towards(from: number, most: number): number {
    return Math.max(from, Math.min(now(), from + most));
  }

  return {
    /** The time seen so far, which is kept for the next start. */
    now(): number {
      const at = elapsed();
      seen = towards(seen, CATCH_UP * (at - lookedAt));
      lookedAt = at;
      keep(file, seen);
      return seen;
    },
  };
}

function readKept(file: string): number | undefined {
  try {
    const kept = Number(readFileSync(file, 'utf8') || Number.NaN);
    return Number.isFinite(kept) ? kept : undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Where it cannot be kept, the next start counts less time. */
function keep(file: string, seen: number): void {
  try {
    writeFileSync(file, `${Math.round(seen)}\n`, { mode: 0o600 });
  } catch (error) {
    if (!isDiskFull(error)) throw error;
  }
}
