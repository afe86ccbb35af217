import { isRunHere, type Run, type RunStart } from '../../shared/run.ts';
import { isScriptJob, type ScriptJob } from '../../shared/scripts/script-job.ts';
import type { DatasetChoice } from '../../shared/training/dataset.ts';
import { type AnyJob, isSurfaceJob, type Job, type JobLaunch } from '../../shared/training/job.ts';
import type { TrainingConfig } from '../../shared/training/launch.ts';
import type { SurfaceConfig } from '../../shared/training/surface.ts';
import { surfaceFaults } from '../../shared/training/surface-faults.ts';
import { withSurfaceDefaults } from '../../shared/training/surface-shape.ts';
import type { DatasetSource } from '../../worker/data/source.ts';
import { AppError } from '../errors.ts';
import type { DiskGuard } from '../ingest/disk-space.ts';
import type { ScriptRegistry } from '../ports/script-runner.ts';
import type { QueueRoom } from './queue-room.ts';
import type { RunService } from './run-service.ts';
import { expectFits, type RunStarts } from './run-starts.ts';
import type { StartFiles } from './start-files.ts';

export interface LaunchServiceOptions {
  runs: RunService;
  room: QueueRoom;
  disk: DiskGuard;
  starts: RunStarts;
  scripts: Pick<ScriptRegistry, 'list' | 'check'>;
  startFiles: Pick<StartFiles, 'store'>;
  newId: () => string;
  /** @throws {AppError} `invalid` for data that cannot be learned in this way; `dataset_unavailable` when files are missing */
  resolveDataset: (choice: DatasetChoice, by: TrainingConfig) => Promise<DatasetSource>;
  /** Has the children of a run counted again. */
  parentChanged: (run: string) => Promise<void>;
  /** Tells the runner that something waits. */
  wake: () => void;
}

type About = { [Key in 'project' | 'group' | 'notes']?: string | undefined } & {
  tags?: string[] | undefined;
  priority?: number | undefined;
};

/** Puts runs in the queue, which is bounded. */
export function createLaunchService(options: LaunchServiceOptions) {
  const { runs, room, disk, starts, startFiles, scripts, newId, resolveDataset, parentChanged, wake } = options;
  async function find(id: string): Promise<Run | undefined> {
    try {
      return await runs.get(id);
    } catch (error) {
      if (error instanceof AppError && error.code === 'not_found') return undefined;
      throw error;
    }
  }

  return {
    /**
     * Queues a run whose data is known to be there. The same id again gives the same run.
     *
     * @throws {AppError} `overloaded` while as many runs wait as may
     */
    async launch(request: JobLaunch): Promise<{ run: Run; created: boolean }> {
      const repeated = request.id !== undefined && (await find(request.id)) !== undefined;
      return room.admit(repeated ? 0 : 1, async () => enqueue(request, await checked(request)));
    },

    /**
     * Queues runs that belong together, all or none of them; those that are there already stay as they are.
     *
     * @throws {AppError} `overloaded` when there is no room for all that are new; `conflict` when an id is that of a run
     * of another group; what `launch` throws for any of them, before the first is queued
     */
    async launchAll(requests: readonly (JobLaunch & { id: string })[]): Promise<{ run: Run; created: boolean }[]> {
      const known = await Promise.all(requests.map(({ id }) => find(id)));
      for (const [index, run] of known.entries()) if (run) expectSame(run, requests[index]?.group);
      const jobs: AnyJob[] = [];
      for (const request of requests) jobs.push(await checked(request));
      return room.admit(known.filter((run) => run === undefined).length, async () => {
        const launched: { run: Run; created: boolean }[] = [];
        for (const [index, request] of requests.entries()) launched.push(await enqueue(request, jobs[index] as AnyJob));
        return launched;
      });
    },
  };

  /** The job of a request, whose data is there. */
  async function checked(request: JobLaunch): Promise<AnyJob> {
    const { id: _id, project: _project, name: _name, group: _group, tags: _tags, notes: _notes, ...rest } = request;
    const { priority: _priority, from: _from, ...given } = { priority: undefined, from: undefined, ...rest };
    if (await disk.isLow())
      throw new AppError('disk_full', 'The disk is nearly full: free some space, then launch again.');
    if (isScriptJob(given)) return scripts.check(given);
    if (isSurfaceJob(given)) return checkedSurface(given);
    await resolveDataset(given.dataset, given);
    return given;
  }

  /** Null where that is known only once the run has begun, if ever. */
  function totalSteps(job: AnyJob): number | null {
    if (isScriptJob(job)) return stepsOfScript(job);
    return job.length.unit === 'steps' ? job.length.count : null;
  }

  function stepsOfScript({ script: { name, parameters } }: ScriptJob): number | null {
    const { steps } = scripts.list().find((each) => each.name === name) ?? {};
    const count = steps === undefined ? undefined : parameters[steps];
    return typeof count === 'number' && count > 0 ? count : null;
  }

  async function enqueue(request: JobLaunch, job: AnyJob): Promise<{ run: Run; created: boolean }> {
    const { id = newId(), name, from, ...about } = { from: undefined, ...request };
    const begun = from && (await starts.find(from));
    if (begun) expectFits(job as Job, begun); // a script has no `from`
    const insert = () =>
      runs.insert(
        { ...ofLaunch(job, about, totalSteps(job)), ...parentage(begun?.start), state: 'queued' },
        { id, ...(name !== undefined && { name }) },
      );
    // a copy, since the run that the state is of may remove its own
    const launched = await (begun ? startFiles.store(id, () => starts.read(begun), insert) : insert());
    if (begun && launched.created) await parentChanged(begun.start.run);
    wake();
    return launched;
  }
}

/** A run as a launch describes it. */
function ofLaunch(
  job: AnyJob,
  { project = 'default', group, tags = [], notes = '', priority = 0 }: About,
  totalSteps: number | null,
) {
  const kind = isScriptJob(job) ? ('script' as const) : ('training' as const);
  return {
    kind,
    ...{ project, group: group ?? null, tags, notes, priority, job, totalSteps },
    jobType: kind,
    config: { ...job },
    seed: job.seed,
    createdBy: null,
    heartbeatSeconds: null,
    startedAt: null,
  };
}

/** Whose line a run goes on with; one that starts warm has a line of its own, from step 0. */
function parentage(start: RunStart | undefined) {
  if (!start) return { start: null, parentRun: null, forkStep: null };
  return { start, parentRun: start.run, forkStep: start.mode === 'resume' ? start.step : null };
}

function expectSame({ id, kind, group, deletedAt }: Run, wanted: string | undefined): void {
  if (deletedAt !== null)
    throw new AppError('in_trash', `Run "${id}" is in the trash: restore it, or choose another group.`, { id });
  if (!isRunHere(kind) || group !== (wanted ?? null))
    throw new AppError('conflict', `There is a run "${id}" that is not of this group: choose another group.`, { id });
}

/** @throws {AppError} `invalid` for settings that cannot work together */
function checkedSurface(config: SurfaceConfig): SurfaceConfig {
  const fields = surfaceFaults(config);
  const [first] = fields;
  if (first) throw new AppError('invalid', `body ${first.path} ${first.message}.`, { in: 'body', fields });
  return withSurfaceDefaults(config);
}

export type LaunchService = ReturnType<typeof createLaunchService>;
