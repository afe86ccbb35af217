import type { WatchedRun } from '../ports/meta-store.ts';
import type { MetricReader } from '../ports/metric-reader.ts';

/** A run is looked at this many times while its silence lasts, so that its end is late by no more than a tenth. */
const LOOKS = 10;

interface Seen {
  /** What the last sign of life left behind. */
  sign: string;
  /** By `elapsed`: the first look after that sign, and the time of the next look. */
  heardAt: number;
  lookAt: number;
}

export interface SilenceOptions {
  metrics: Pick<MetricReader, 'lifeSigns'>;
  /** Milliseconds of a clock that goes on evenly when that of the machine is set. */
  elapsed: () => number;
}

/**
 * Finds runs that were silent for longer than they promised.
 *
 * Silence is measured between looks and by an even clock, never between times of the machine's clock, which may be
 * set; and from the first look on, because the silence of a server that was away is not the run's.
 */
export function createSilence({ metrics, elapsed }: SilenceOptions) {
  let seen = new Map<string, Seen>();

  return {
    /** Those of all watched runs that have been silent for too long. */
    async silent(watched: readonly WatchedRun[]): Promise<WatchedRun[]> {
      const at = elapsed();
      const due = watched.filter(({ id }) => (seen.get(id)?.lookAt ?? at) <= at);
      const signs = await metrics.lifeSigns(due.map(({ id }) => id));
      const before = seen;
      seen = new Map(watched.flatMap(({ id }) => [[id, before.get(id)] as const]).filter(isKnown));
      return due.filter(({ id, heartbeatSeconds }) => {
        const limit = heartbeatSeconds * 1000;
        const { rev = 0, heartbeatAt = null } = signs.get(id) ?? {};
        const sign = `${rev} ${heartbeatAt}`;
        const last = before.get(id);
        const heardAt = last?.sign === sign ? last.heardAt : at;
        seen.set(id, { sign, heardAt, lookAt: at + limit / LOOKS });
        return at - heardAt > limit;
      });
    },
  };
}

const isKnown = (entry: readonly [string, Seen | undefined]): entry is readonly [string, Seen] =>
  entry[1] !== undefined;
