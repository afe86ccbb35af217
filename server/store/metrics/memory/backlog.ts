/** What the journal holds of a run; `lastRow` is its latest row, `since` when the oldest came. */
export interface Pending {
  points: number;
  rows: number;
  lastRow: number;
  since: number;
}

interface Owner {
  readonly pending: Pending;
}

/** Counts what the journal holds that is not in chunks yet: which runs have some, and how many points in all. */
export function createBacklog<Run extends Owner>(now: () => number) {
  const runs = new Set<Run>();
  let points = 0;

  function drop(run: Run): void {
    if (runs.delete(run)) points -= run.pending.points;
  }

  return {
    /** A row with so many points of the run came to the journal. */
    note(run: Run, row: number, added: number): void {
      const { pending } = run;
      if (pending.rows === 0) pending.since = now();
      pending.rows++;
      pending.lastRow = row;
      pending.points += added;
      points += added;
      runs.add(run);
    },

    /** What the journal held of the run at that time is in chunks now. */
    settle(run: Run, then: Pending): void {
      const { pending } = run;
      pending.points -= then.points;
      pending.rows -= then.rows;
      pending.since = now();
      points -= then.points;
      if (pending.rows === 0) runs.delete(run);
    },

    /** The run is no longer in memory. */
    drop,

    /** Runs of which the journal holds something. */
    runs: (): Run[] => [...runs],

    /** Points in the journal, of all runs. */
    points: (): number => points,
  };
}
