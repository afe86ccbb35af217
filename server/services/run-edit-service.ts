import { ENDED_STATES, isRunHere, MOST_TAGS } from '../../shared/run.ts';
import { type EditedRuns, type EditRuns, MOST_RUNS_EDITED, type RunsChange } from '../../shared/run-edits.ts';
import { AppError } from '../errors.ts';
import type { Bus } from '../ports/bus.ts';
import type { MetaStore, RunPatch, RunRecord } from '../ports/meta-store.ts';
import type { RunAccess } from './run-access.ts';
import type { RunService } from './run-service.ts';

export interface RunEditOptions {
  access: Pick<RunAccess, 'find' | 'findAnywhere'>;
  meta: Pick<MetaStore, 'updateRuns'>;
  runs: Pick<RunService, 'stop'>;
  bus: Pick<Bus, 'publish'>;
  now: () => number;
}

/** What changes of a run, and the change that takes it back. */
interface Planned {
  id: string;
  patch: RunPatch;
  undo: RunsChange;
}

/** Changes many runs at once, in one transaction, in a way that can be taken back. */
export function createRunEditService({ access, meta, runs, bus, now }: RunEditOptions) {
  async function plan(id: string, change: RunsChange): Promise<Planned> {
    const run = await (change.deleted === undefined ? access.find(id) : access.findAnywhere(id));
    if (change.deleted && isRunHere(run.kind) && !ENDED_STATES.includes(run.state)) await runs.stop(id);
    return { id, ...differences(run, change, now()) };
  }

  return {
    /**
     * A run that cannot be changed is named, and leaves the others as they are; one that trains or waits is stopped before it
     * goes to the trash. A run that is as asked for already stays so, and is not in `undo`.
     *
     * @throws {AppError} `invalid` for more runs than are changed at once, and for one that is named twice
     */
    async edit({ edits }: EditRuns): Promise<EditedRuns> {
      const asked = edits.flatMap(({ ids, change }) => ids.map((id) => ({ id, change })));
      expectFew(asked.map(({ id }) => id));
      const planned: Planned[] = [];
      const failed: EditedRuns['failed'] = [];
      for (const { id, change } of asked)
        await plan(id, change).then(
          (each) => planned.push(each),
          (error: unknown) => failed.push(failureOf(id, error)),
        );
      const changed = planned.filter(({ undo }) => Object.keys(undo).length > 0);
      await meta.updateRuns(changed);
      for (const { id, undo } of changed)
        await bus.publish({ type: undo.deleted === false ? 'removed' : 'run', run: id });
      return { changed: changed.length, undo: together(changed), failed };
    },
  };
}

export type RunEditService = ReturnType<typeof createRunEditService>;

function expectFew(ids: readonly string[]): void {
  const [twice] = ids.filter((id, at) => ids.indexOf(id) !== at);
  if (ids.length <= MOST_RUNS_EDITED && twice === undefined) return;
  const message =
    twice === undefined
      ? `names ${ids.length} runs, ${MOST_RUNS_EDITED} at most were expected`
      : `names run "${twice}" twice`;
  throw new AppError('invalid', `The request ${message}.`, { fields: [{ path: '/edits', message }] });
}

function failureOf(id: string, error: unknown): EditedRuns['failed'][number] {
  if (error instanceof AppError) return { id, code: error.code, message: error.message };
  throw error;
}

/** @throws {AppError} `invalid` where the run would have too many tags */
function differences(run: RunRecord, change: RunsChange, at: number): Omit<Planned, 'id'> {
  const before = {
    ...{ group: run.group, project: run.project, tags: run.tags },
    ...{ archived: run.archivedAt !== null, deleted: run.deletedAt !== null },
  };
  const after = { ...before, ...change, tags: tagsAfter(run, change) };
  const changed = Object.keys(before).filter((name): name is keyof typeof before => {
    const [old, next] = [before, after].map((each) => JSON.stringify(each[name as keyof typeof before]));
    return old !== next;
  });
  const { archived, deleted, ...plain } = of(after, changed);
  return {
    patch: {
      ...plain,
      ...(archived !== undefined && { archivedAt: archived ? at : null }),
      ...(deleted !== undefined && { deletedAt: deleted ? at : null }),
    },
    undo: of(before, changed),
  };
}

function of<T extends object>(from: T, names: readonly (keyof T)[]): Partial<T> {
  return Object.fromEntries(names.map((name) => [name, from[name]])) as Partial<T>;
}

function tagsAfter(
  { id, tags }: RunRecord,
  { tags: given = tags, addTags = [], removeTags = [] }: RunsChange,
): string[] {
  const after = [...new Set([...given, ...addTags])].filter((tag) => !removeTags.includes(tag));
  if (after.length <= MOST_TAGS) return after;
  throw new AppError('invalid', `Run "${id}" would have ${after.length} tags: ${MOST_TAGS} at most were expected.`);
}

/** Runs with one way back are taken back by one edit. */
function together(changed: readonly Planned[]): EditedRuns['undo'] {
  const alike = Map.groupBy(changed, ({ undo }) => JSON.stringify(undo));
  return [...alike.values()].map((each) => ({ ids: each.map(({ id }) => id), change: (each[0] as Planned).undo }));
}
