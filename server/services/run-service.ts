import {
  type CreateRun,
  DEFAULT_SILENCE_SECONDS,
  ENDED_STATES,
  type EndReason,
  isRunHere,
  type PatchRun,
  type Run,
  type RunState,
} from '../../shared/run.ts';
import type { RunIdQuery } from '../../shared/run-edits.ts';
import type { RunGroupList, RunGroupQuery } from '../../shared/run-groups.ts';
import type { FoundRuns } from '../../shared/run-list.ts';
import type { RunPhase } from '../../shared/run-phase.ts';
import { AppError } from '../errors.ts';
import type { Bus } from '../ports/bus.ts';
import type { MetaStore, NewRunRecord, RunFilter, RunPatch, RunRecord } from '../ports/meta-store.ts';
import type { MetricReader } from '../ports/metric-reader.ts';
import type { MetricWriter } from '../ports/metric-writer.ts';
import type { RunQueue } from '../ports/run-queue.ts';
import type { ScriptRunner } from '../ports/script-runner.ts';
import { expectConfigRoom } from './config-room.ts';
import type { RunAccess } from './run-access.ts';
import { toRun } from './run-view.ts';

/** From which states a script may move its run to which. Ending twice the same way is not an error. */
const LEGAL_FROM: Record<NonNullable<PatchRun['state']>, readonly RunState[]> = {
  running: ['running', 'paused', ...ENDED_STATES],
  finished: ['running', 'paused', 'crashed', 'finished'],
  failed: ['running', 'paused', 'crashed', 'failed'],
  stopped: ['running', 'paused', 'crashed', 'stopped'],
};

const STOPPED_BY_USER: EndReason = { code: 'stopped_by_user', message: 'Stopped by the user.' };

export interface RunServiceOptions {
  access: RunAccess;
  meta: MetaStore;
  queue: RunQueue;
  metrics: Pick<MetricReader, 'activity'> & Pick<MetricWriter, 'touch'>;
  bus: Bus;
  /** Takes what a script says of its own end; its process decides. */
  scriptSays: ScriptRunner['say'];
  /** What a run does just now, if it is trained here. */
  phaseOf: (run: string) => RunPhase | null;
  now: () => number;
  newId: () => string;
  newName: () => string;
}

/** The rules of runs: how they come to be, what may change, how they end and where they go when deleted. */
export function createRunService(options: RunServiceOptions) {
  const { access, meta, queue, metrics, bus, scriptSays, phaseOf, now, newId, newName } = options;

  async function show(records: RunRecord[]): Promise<Run[]> {
    const activity = await metrics.activity(records.map(({ id }) => id));
    const children = await meta.countChildren(records.map(({ id }) => id));
    const waiting = records.some(({ state }) => state === 'queued') ? await queue.waiting() : [];
    return records.map((each) => {
      const position = each.state === 'queued' ? waiting.indexOf(each.id) + 1 : 0;
      return toRun(each, activity.get(each.id), {
        queuePosition: position || null,
        phase: phaseOf(each.id),
        children: children.get(each.id) ?? 0,
      });
    });
  }

  async function showOne(found: RunRecord): Promise<Run> {
    const [run] = await show([found]);
    return run as Run;
  }

  const changed = (run: string) => bus.publish({ type: 'run', run });

  /** A queued run that leaves the queue moves up those behind it. */
  async function queueMoved(): Promise<void> {
    for (const id of await queue.waiting()) await changed(id);
  }

  /** Stores a run, or finds the one that the same request made before. */
  async function insert(run: Omit<NewRunRecord, 'id' | 'name' | 'createdAt'>, asked: { id?: string; name?: string }) {
    const at = now();
    const id = asked.id ?? newId();
    const startedAt = run.state === 'running' ? at : null;
    try {
      const stored = await meta.insertRun({ ...run, id, name: asked.name ?? newName(), createdAt: at, startedAt });
      await changed(id);
      return { run: await showOne(stored), created: true };
    } catch (error) {
      if (!(error instanceof AppError && error.code === 'conflict')) throw error;
      return { run: await showOne(await madeBefore(id, run.kind)), created: false };
    }
  }

  async function madeBefore(id: string, kind: RunRecord['kind']): Promise<RunRecord> {
    const existing = await access.find(id);
    if (existing.kind === kind || (existing.kind === 'script' && kind === 'remote')) return existing; // its own process asks
    throw new AppError('conflict', `Run "${id}" is a ${existing.kind} run: choose another id.`, { id });
  }

  async function move(found: RunRecord, to: RunState, from: readonly RunState[], message?: string): Promise<void> {
    if (found.state === to) return;
    const reason =
      to === 'failed'
        ? ({ code: 'error', message: message ?? 'The script said that it failed.' } as const)
        : to === 'stopped'
          ? ({ code: 'stopped_by_user', message: message ?? 'Stopped by its script.' } as const)
          : null;
    if (!(await meta.transition(found.id, from, to, { at: now(), reason })))
      throw new AppError('conflict', `Run "${found.id}" is ${found.state}: it cannot become ${to}.`, {
        state: found.state,
      });
  }

  /** Of a script, its process decides how the run ends: what it says counts then. */
  async function takeState(found: RunRecord, state: NonNullable<PatchRun['state']>, reason?: string): Promise<void> {
    if (found.kind !== 'script') await move(found, state, LEGAL_FROM[state], reason);
    else if (found.state === 'running') scriptSays(found.id, { state, ...(reason !== undefined && { reason }) });
  }

  function changesOf(
    found: RunRecord,
    { config, archived, color, ...plain }: Omit<PatchRun, 'state' | 'reason'>,
  ): RunPatch {
    return {
      ...plain,
      ...(color !== undefined && { ownColor: color }),
      ...(config && { config: { ...found.config, ...config } }),
      ...(archived !== undefined && { archivedAt: archived ? (found.archivedAt ?? now()) : null }),
    };
  }

  /**
   * A waiting or paused run stops at once, a training one within a step, and the script of a remote run is asked to. False, with
   * nothing changed, when the run has ended.
   */
  async function askToStop({ id, kind }: RunRecord, reason: EndReason = STOPPED_BY_USER): Promise<boolean> {
    const resting: RunState[] = isRunHere(kind) ? ['queued', 'paused'] : ['queued'];
    const stopped = await meta.transition(id, resting, 'stopped', { at: now(), reason });
    const asked = stopped || (await (isRunHere(kind) ? queue.askStop : meta.askScriptToStop)(id, reason));
    if (asked) await changed(id);
    if (stopped) await queueMoved();
    return Boolean(asked);
  }

  return {
    insert,

    /** A run for somebody else's code to log to, running from now on. The same id again gives the same run. */
    create({ id, name, ...asked }: CreateRun): Promise<{ run: Run; created: boolean }> {
      return insert(
        {
          kind: 'remote',
          project: asked.project ?? 'default',
          group: asked.group ?? null,
          jobType: asked.jobType ?? null,
          tags: asked.tags ?? [],
          notes: asked.notes ?? '',
          config: asked.config ?? {},
          job: null,
          state: 'running',
          seed: asked.seed ?? null,
          parentRun: asked.parentRun ?? null,
          forkStep: asked.forkStep ?? null,
          createdBy: asked.createdBy ?? null,
          totalSteps: asked.totalSteps ?? null,
          heartbeatSeconds: asked.heartbeatSeconds ?? DEFAULT_SILENCE_SECONDS,
          startedAt: null,
        },
        { ...(id !== undefined && { id }), ...(name !== undefined && { name }) },
      );
    },

    /** A run, in the trash or not: its `deletedAt` is null or the time of deletion. @throws {AppError} `not_found` */
    async get(id: string): Promise<Run> {
      return showOne(await access.findAnywhere(id));
    },

    /** Those of `ids` that are there, in the same order. */
    async getMany(ids: readonly string[]): Promise<Run[]> {
      return show(await access.findPresent(ids));
    },

    /** Many runs at once, and which of them are in the trash or not there. */
    async read(ids: readonly string[]): Promise<FoundRuns> {
      const { present, ...gone } = await access.findEach(ids);
      return { runs: await show(present), ...gone };
    },

    async list(filter: RunFilter): Promise<{ runs: Run[]; nextCursor: string | null; total: number }> {
      const page = await meta.listRuns(filter);
      return { ...page, runs: await show(page.runs) };
    },

    /** Ids of all runs that match, in the order of the list. */
    listIds: (filter: RunIdQuery): Promise<string[]> => meta.listRunIds(filter),

    /** Runs in groups, the largest first, and what their columns sum up to. */
    async group({ by, column = [], ...filter }: RunGroupQuery): Promise<RunGroupList> {
      return meta.groupRuns({ ...filter, by: [by].flat(), columns: [column].flat() });
    },

    /** Changes what is given and nothing else; a state only along a legal way. */
    async patch(id: string, { state, reason, ...asked }: PatchRun): Promise<Run> {
      const found = await access.find(id);
      if (state === undefined && reason !== undefined)
        throw new AppError('invalid', 'A reason goes with a state.', {
          fields: [{ path: '/reason', message: 'needs a state' }],
        });
      if (state && found.kind === 'training')
        throw new AppError('conflict', `Run "${id}" is trained by the server: end it with POST /runs/${id}/stop.`);
      const changes = changesOf(found, asked);
      if (changes.config) expectConfigRoom(id, changes.config);
      if (state) await takeState(found, state, reason);
      if (Object.keys(changes).length > 0) await meta.updateRun(id, changes);
      if (found.kind === 'remote') await metrics.touch(id, now());
      await changed(id);
      return showOne(await access.find(id));
    },

    /**
     * Stops a run that waits, rests or trains; a script is asked to with the next answer it gets, and goes on until it ends the run.
     *
     * @throws {AppError} `conflict` when the run has ended
     */
    async stop(id: string, reason: EndReason = STOPPED_BY_USER): Promise<Run> {
      const found = await access.find(id);
      const wasAsked = await askToStop(found, reason);
      const after = await access.find(id);
      if (!wasAsked && ENDED_STATES.includes(after.state))
        throw new AppError('conflict', `Run "${id}" is ${after.state}: there is nothing to stop.`, {
          state: after.state,
        });
      return showOne(after);
    },

    /** Puts a run in the trash; one that trains or waits is stopped first, one in the trash already stays as it is. */
    async trash(id: string): Promise<void> {
      const found = await access.findAnywhere(id);
      if (found.deletedAt !== null) return;
      if (isRunHere(found.kind)) await askToStop(found);
      await meta.updateRun(id, { deletedAt: now() });
      await bus.publish({ type: 'removed', run: id });
    },

    /** Takes a run out of the trash; one that is not in it stays as it is. */
    async restore(id: string): Promise<Run> {
      const found = await access.findAnywhere(id);
      if (found.deletedAt !== null) await meta.updateRun(id, { deletedAt: null });
      await changed(id);
      return showOne(await access.find(id));
    },
  };
}

export type RunService = ReturnType<typeof createRunService>;
