import type { Db } from '../sqlite.ts';

/** The tables that lists of runs are made of, and the column that has the number of the run. */
const TABLES = { runs: 'number', run_documents: 'run', summaries: 'run' } as const;
export type RunTable = keyof typeof TABLES;

/** Beyond so many it is no more work to read all runs again. */
const MOST_NOTED = 20_000;

/** What changed since it was last taken: runs by their numbers, or null for "anything may have changed". */
export type Changes = ReadonlySet<number> | null;

export interface ChangeWatch {
  /** How many runs changed; Infinity where anything may have. */
  readonly size: number;
  /** The changes so far, which count from then on as known. */
  take(): Changes;
  close(): void;
}

/**
 * Notes which runs change, by triggers of this connection: no write to the tables is missed, whoever makes it. A
 * change that is rolled back is noted too. After a write by another connection anything may have changed.
 */
export function createRunChanges(db: Db) {
  const watches = new Set<ReturnType<typeof createWatch>>();
  const dataVersion = db.prepare<[], number>('PRAGMA data_version').pluck();
  let seenVersion = dataVersion.get();
  defineTriggers(db, (table, run) => {
    for (const each of watches) each.note(table, run);
  });

  return {
    /** Watches the tables among those of runs that `sql` names. */
    watch(sql: string): ChangeWatch {
      const tables = (Object.keys(TABLES) as RunTable[]).filter((table) => new RegExp(`\\b${table}\\b`).test(sql));
      const watch = createWatch(new Set(tables), () => watches.delete(watch));
      watches.add(watch);
      return watch;
    },

    /** To be called before what watches noted is relied on. */
    lookAtOtherConnections(): void {
      const version = dataVersion.get();
      if (version === seenVersion) return;
      seenVersion = version;
      for (const each of watches) each.noteAll();
    },
  };
}

export type RunChanges = ReturnType<typeof createRunChanges>;

function createWatch(tables: ReadonlySet<RunTable>, close: () => void) {
  let changed: Set<number> | null = new Set();
  return {
    get size() {
      return changed === null ? Number.POSITIVE_INFINITY : changed.size;
    },
    note(table: RunTable, run: number): void {
      if (changed === null || !tables.has(table)) return;
      changed.add(run);
      if (changed.size > MOST_NOTED) changed = null;
    },
    noteAll(): void {
      changed = null;
    },
    take(): Changes {
      const taken = changed;
      changed = new Set();
      return taken;
    },
    close,
  };
}

/** Each store on a connection has triggers and a function of its own. */
function defineTriggers(db: Db, note: (table: RunTable, run: number) => void): void {
  const name = `note_run_${db.prepare<[], number>('SELECT count(*) FROM temp.sqlite_schema').pluck().get()}`;
  db.function(name, (table: unknown, run: unknown) => {
    note(table as RunTable, Number(run));
    return null;
  });
  for (const [table, column] of Object.entries(TABLES))
    for (const [event, row] of [
      ['INSERT', 'NEW'],
      ['UPDATE', 'NEW'],
      ['DELETE', 'OLD'],
    ])
      db.exec(`CREATE TEMP TRIGGER ${name}_${table}_${event} AFTER ${event} ON main.${table}
        BEGIN SELECT ${name}('${table}', ${row}.${column}); END`);
}
