import type { Readable } from 'node:stream';
import { ENDED_STATES, type Run } from '../../shared/run.ts';
import type { RunOrigin } from '../../shared/training/origin.ts';
import type { Reproduction } from '../../shared/training/reproduction.ts';
import { runFolder, START_FILE } from '../../shared/training/run-files.ts';
import { AppError } from '../errors.ts';
import type { BlobStore } from '../ports/blob-store.ts';
import type { MetaStore, RunRecord } from '../ports/meta-store.ts';
import type { MetricReader } from '../ports/metric-reader.ts';
import { type Comparison, comparePoints } from './point-comparison.ts';
import type { QueueRoom } from './queue-room.ts';
import type { RunAccess } from './run-access.ts';
import type { RunService } from './run-service.ts';
import type { StartFiles } from './start-files.ts';
import type { TrainingControl } from './training-control.ts';

/** Comparisons that are kept; each is read again only where one of its runs was changed. */
const KEPT = 100;

export interface ReproductionServiceOptions {
  access: RunAccess;
  meta: Pick<MetaStore, 'listReproductions'>;
  metrics: Pick<MetricReader, 'activity' | 'series' | 'points'>;
  blobs: Pick<BlobStore, 'get'>;
  startFiles: Pick<StartFiles, 'store'>;
  runs: Pick<RunService, 'insert' | 'get'>;
  room: QueueRoom;
  control: Pick<TrainingControl, 'findTraining'>;
  wake: () => void;
  newId: () => string;
}

/** Trains runs again with all that fixed their numbers, and compares. */
export function createReproductionService(options: ReproductionServiceOptions) {
  const { access, meta, metrics, blobs, startFiles, runs, room, control, wake, newId } = options;
  const compared = new Map<string, { revs: string; comparison: Comparison }>();

  async function latestCopy(id: string): Promise<RunRecord | undefined> {
    const [newest] = await access.findPresent((await meta.listReproductions(id)).slice(0, 1));
    return newest;
  }

  /** @throws {AppError} `conflict` for a run that goes on, or never began */
  async function findRepeatable(id: string): Promise<RunRecord & { origin: RunOrigin }> {
    const run = await control.findTraining(id);
    const { state, origin } = run;
    if (state !== 'paused' && !ENDED_STATES.includes(state))
      throw new AppError('conflict', `Run "${id}" is ${state}: it can be reproduced once it has ended.`, { id, state });
    if (!origin) throw new AppError('conflict', `Run "${id}" never began: there is nothing to reproduce.`, { id });
    return { ...run, origin };
  }

  /** Where the training of a run that did not go to its end is stopped again. */
  async function lastStepOf({ id, state, reason }: RunRecord): Promise<number | null> {
    if (state === 'finished' || reason?.code === 'diverged') return null;
    return (await metrics.activity([id])).get(id)?.maxStep ?? null;
  }

  /** The state of another run that a fork began with. */
  async function startOf(run: string): Promise<Readable> {
    const file = await blobs.get(`${runFolder(run)}${START_FILE}`);
    if (file) return file;
    throw new AppError('conflict', `The checkpoint that run "${run}" began with is no longer there.`, { id: run });
  }

  /** Puts a copy of a run in the queue. */
  async function insertCopy(run: RunRecord & { origin: RunOrigin }): Promise<{ run: Run; created: boolean }> {
    const { id } = run;
    const { origin, start, steering, job, config, project, group, jobType, tags, seed, parentRun, forkStep } = run;
    const copy = newId();
    const lastStep = await lastStepOf(run);
    const insert = () =>
      runs.insert(
        {
          ...{ kind: 'training', state: 'queued', project, group, jobType, config, job, seed, parentRun, forkStep },
          ...{ start, steering, notes: '', createdBy: null, heartbeatSeconds: null, startedAt: null },
          tags: [...new Set([...tags, 'reproduction'])].slice(-64),
          totalSteps: run.totalSteps,
          reproduces: {
            run: id,
            kernels: origin.kernels,
            dataDigest: origin.dataDigest,
            lastStep,
          },
        },
        { id: copy, name: `${run.name.slice(0, 110)} · again` },
      );
    const made = await (start ? startFiles.store(copy, () => startOf(id), insert) : insert());
    wake();
    return made;
  }

  async function compare(original: string, copy: string): Promise<Comparison> {
    const known = await metrics.activity([original, copy]);
    const revs = `${known.get(original)?.rev} ${known.get(copy)?.rev}`;
    const before = compared.get(copy);
    if (before?.revs === revs) return before.comparison;
    const comparison = await comparePoints(metrics, original, copy);
    compared.delete(copy);
    compared.set(copy, { revs, comparison });
    for (const oldest of [...compared.keys()].slice(0, -KEPT)) compared.delete(oldest);
    return comparison;
  }

  return {
    /**
     * Queues a run that repeats this one: the same settings, seeds and steering, on the same kernels where they are here. One
     * that waits or trains already is returned as it is.
     *
     * @throws {AppError} `conflict` for a run that is trained elsewhere, goes on or never began; `overloaded` while as many
     * runs wait as may
     */
    async reproduce(id: string): Promise<{ run: Run; created: boolean }> {
      const run = await findRepeatable(id);
      const before = await latestCopy(id);
      if (before && (before.state === 'queued' || before.state === 'running'))
        return { run: await runs.get(before.id), created: false };
      return room.admit(1, () => insertCopy(run));
    },

    /** How a run compares with the newest one that repeats it; for such a run itself, with the one that it repeats. */
    async read(id: string): Promise<Reproduction> {
      const found = await access.find(id);
      const original = found.reproduces ? await access.find(found.reproduces.run) : found;
      const copy = found.reproduces ? found : await latestCopy(id);
      const nothing = { points: 0, series: 0, first: null };
      if (!copy) return { original: id, copy: null, state: 'none', progress: null, ...nothing, origins: [] };
      const { progress } = await runs.get(copy.id);
      const pair = {
        original: original.id,
        copy: copy.id,
        progress,
        origins: originsApart(original.origin, copy.origin),
      };
      if (copy.state === 'queued' || copy.state === 'paused') return { ...pair, state: 'waiting', ...nothing };
      if (copy.state === 'running') return { ...pair, state: 'running', ...nothing };
      if (copy.origin && copy.origin.dataDigest !== copy.reproduces?.dataDigest)
        return { ...pair, state: 'refused', ...nothing };
      const comparison = await compare(original.id, copy.id);
      return { ...pair, state: verdict(comparison, original, copy), ...comparison };
    },
  };
}

export type ReproductionService = ReturnType<typeof createReproductionService>;

function verdict({ first }: Comparison, original: RunRecord, copy: RunRecord): Reproduction['state'] {
  if (first === null) return 'equal';
  const endedAlike = copy.state === original.state || (copy.state === 'stopped' && original.state !== 'finished');
  return first.is === null && !endedAlike ? 'incomplete' : 'different';
}

const COMPARED: readonly [key: keyof RunOrigin, what: string][] = [
  ['version', 'Version of Lossboard'],
  ['commit', 'Commit'],
  ['node', 'Node'],
  ['v8', 'V8'],
  ['cpu', 'Processor'],
  ['kernels', 'Kernels'],
  ['dataDigest', 'Data'],
];

function originsApart(was: RunOrigin | null, is: RunOrigin | null): Reproduction['origins'] {
  if (!was || !is) return [];
  const textOf = (value: unknown) => (typeof value === 'string' ? value : null);
  return COMPARED.map(([key, what]) => ({ what, was: textOf(was[key]), is: textOf(is[key]) })).filter(
    (each) => each.was !== each.is && !(each.what === 'Processor' && each.was === null),
  );
}
