import { AppError } from '../errors.ts';
import type { MetaStore, RunRecord, RunStateRecord } from '../ports/meta-store.ts';

/**
 * The only way to a run by its id. Services ask here and nowhere else, so that a run that is missing or in
 * the trash is answered in one way; a run that belongs to somebody else will be refused in `expectUsable`.
 */
export function createRunAccess({ meta }: { meta: Pick<MetaStore, 'getRun' | 'getRunState'> }) {
  /** @throws {AppError} `not_found` when there is no such run */
  async function findAnywhere(id: string): Promise<RunRecord> {
    return expectExists(id, await meta.getRun(id));
  }

  return {
    /**
     * A run for every ordinary use.
     *
     * @throws {AppError} `not_found` when there is no such run; `in_trash` when it waits there to be deleted
     */
    async find(id: string): Promise<RunRecord> {
      return expectUsable(await findAnywhere(id));
    },

    /**
     * The same with less of the run, which is quicker: for those who write to it.
     *
     * @throws {AppError} `not_found` when there is no such run; `in_trash` when it waits there to be deleted
     */
    async findState(id: string): Promise<RunStateRecord> {
      return expectUsable(expectExists(id, await meta.getRunState(id)));
    },

    /** A run in the trash or not: to show that it is there, to take it out, to delete it for good. */
    findAnywhere,

    /** Those of the runs that `find` would return, in the same order: a comparison outlives one of its runs. */
    async findPresent(ids: readonly string[]): Promise<RunRecord[]> {
      const found = await Promise.all(ids.map((id) => meta.getRun(id)));
      return found.filter((run) => run !== undefined && run.deletedAt === null) as RunRecord[];
    },

    /** Each of the runs once, in the same order, and the ids of those that `find` would not return. */
    async findEach(ids: readonly string[]): Promise<{ present: RunRecord[]; inTrash: string[]; missing: string[] }> {
      const asked = [...new Set(ids)];
      const found = (await Promise.all(asked.map((id) => meta.getRun(id)))).filter((run) => run !== undefined);
      const there = new Set(found.map(({ id }) => id));
      return {
        present: found.filter(({ deletedAt }) => deletedAt === null),
        inTrash: found.filter(({ deletedAt }) => deletedAt !== null).map(({ id }) => id),
        missing: asked.filter((id) => !there.has(id)),
      };
    },

    /** Whether there is such a run, in the trash too: its id is taken then. */
    exists: async (id: string): Promise<boolean> => (await meta.getRunState(id)) !== undefined,

    async isUsable(id: string): Promise<boolean> {
      const run = await meta.getRunState(id);
      return run !== undefined && run.deletedAt === null;
    },
  };
}

export type RunAccess = ReturnType<typeof createRunAccess>;

function expectExists<Found>(id: string, run: Found | undefined): Found {
  if (run === undefined) throw new AppError('not_found', `There is no run "${id}".`, { id });
  return run;
}

function expectUsable<Found extends Pick<RunRecord, 'id' | 'deletedAt'>>(run: Found): Found {
  if (run.deletedAt === null) return run;
  const { id, deletedAt } = run;
  throw new AppError('in_trash', `Run "${id}" is in the trash: bring it back with POST /api/v1/runs/${id}/restore.`, {
    id,
    deletedAt: new Date(deletedAt).toISOString(),
  });
}
