import { AppError } from '../../../errors.ts';
import type { Db } from '../../sqlite.ts';

/** What has to be known of a run to write to it. */
export interface RunRow {
  number: number;
  attempt: number;
}

/** Finds runs by their public id; the tables of the database refer to them by number. */
export function createRunIds(db: Db) {
  const select = db.prepare<[string], RunRow>('SELECT number, attempt FROM runs WHERE id = ?');
  const find = (id: string): RunRow | undefined => select.get(id);

  return {
    find,

    /** @throws {AppError} `not_found` when there is no such run */
    get(id: string): RunRow {
      const run = find(id);
      if (!run) throw new AppError('not_found', `There is no run "${id}".`, { run: id });
      return run;
    },
  };
}

export type RunIds = ReturnType<typeof createRunIds>;
