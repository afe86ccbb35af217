interface Kept {
  readonly length: number;
  /** Whether somebody waits for it: then it stays. */
  readonly isReading: boolean;
  close(): void;
}

/** Keeps what was asked for last, up to a number of entries and a length of all of them together. */
export function createRecentCache<Entry extends Kept>({ entries, size }: { entries: number; size: number }) {
  const kept = new Map<string, Entry>();

  function drop(id: string): void {
    kept.get(id)?.close();
    kept.delete(id);
  }

  return {
    get(id: string, make: () => Entry): Entry {
      const entry = kept.get(id) ?? make();
      kept.delete(id);
      kept.set(id, entry);
      return entry;
    },

    drop,

    /** Forgets those that were not asked for the longest. The last one stays, however long it is. */
    trim(): void {
      let total = [...kept.values()].reduce((sum, { length }) => sum + length, 0);
      for (const [id, { length, isReading }] of kept) {
        if (kept.size === 1 || (kept.size <= entries && total <= size)) return;
        if (isReading) continue;
        total -= length;
        drop(id);
      }
    },
  };
}
