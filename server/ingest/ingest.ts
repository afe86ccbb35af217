import type { Ack, Batch, FloatBatch, LogLine, PlainAck, PlainLog } from '../../shared/ingest.ts';
import { fromJsonNumber } from '../../shared/number.ts';
import { AppError } from '../errors.ts';
import type { Bus } from '../ports/bus.ts';
import type { MetaStore, RunStateRecord } from '../ports/meta-store.ts';
import type { MetricReader } from '../ports/metric-reader.ts';
import type { AppendOutcome, MetricWriter } from '../ports/metric-writer.ts';
import { type BatchBody, type Judged, judgeBatch } from './batch-body.ts';
import { checkKey, countPoints, estimateBytes, MAX_KEYS } from './batch-check.ts';
import type { BatchReader } from './batch-reader.ts';
import type { DiskGuard } from './disk-space.ts';
import { createGroupCommit } from './group-commit.ts';

/** Bytes that may wait for their commit before writers are told to come back later. */
const MAX_WAITING_BYTES = 64 * 1024 ** 2;
const RETRY_AFTER_SECONDS = 1;

export interface IngestOptions {
  /** @throws {AppError} for a run that may not be written to: missing, or in the trash */
  findRun: (id: string) => Promise<RunStateRecord>;
  meta: Pick<MetaStore, 'transition'>;
  metrics: MetricWriter & Pick<MetricReader, 'activity'>;
  bus: Bus;
  disk: DiskGuard;
  reader: Pick<BatchReader, 'read'>;
  now: () => number;
  maxWaitingBytes?: number;
}

/** Carries the request to stop to a script; nothing where there is none. */
const wishOf = ({ stopAsked }: RunStateRecord): { stop?: true } => (stopAsked ? { stop: true } : {});

/** Whether the same batch can never be taken in, so that its writer gives it up. */
const isFinal = ({ code }: AppError) => ['fenced', 'conflict', 'bad_point'].includes(code);

/**
 * The one door for everything that is said about a run: checks, commits, publishes.
 *
 * What it resolves is on disk; what it refuses has changed nothing but the count of rejected points.
 */
export function createIngest({
  findRun,
  meta,
  metrics,
  bus,
  disk,
  reader,
  now,
  maxWaitingBytes = MAX_WAITING_BYTES,
}: IngestOptions) {
  const group = createGroupCommit({
    async commit(entries: { run: string; batch: FloatBatch; receivedAt: number }[]) {
      const outcomes = await metrics.append(entries);
      await Promise.all(outcomes.map((outcome, index) => publish(entries[index]?.run ?? '', outcome)));
      return outcomes;
    },
    orderOf: ({ run }) => run,
  });

  async function publish(run: string, outcome: AppendOutcome): Promise<void> {
    if ('ack' in outcome && outcome.commit) await bus.publish({ type: 'commit', run, commit: outcome.commit });
  }

  async function append(run: string, batch: FloatBatch): Promise<Ack> {
    const outcome = await group.add({ run, batch, receivedAt: now() }, estimateBytes(batch));
    if ('ack' in outcome) return outcome.ack;
    if (isFinal(outcome.error)) await metrics.countRejected(run, countPoints(batch));
    throw outcome.error;
  }

  /** Counts what a refused batch carried, so that no point vanishes without a trace. */
  async function accepted(run: string, judged: Judged): Promise<FloatBatch> {
    if ('batch' in judged) return judged.batch;
    if (judged.points > 0) await metrics.countRejected(run, judged.points);
    throw judged.error;
  }

  /** The run that somebody else's code may write to just now. */
  async function writable(id: string): Promise<RunStateRecord> {
    const run = await findRun(id);
    if (run.kind === 'training')
      throw new AppError('conflict', `Run "${id}" is trained by the server, which alone logs to it.`);
    if (await disk.isLow())
      throw new AppError('disk_full', 'The disk is nearly full: nothing more is taken in until space is freed.');
    return run;
  }

  /** A run given up for its silence goes on when it is heard again. */
  async function revive(run: RunStateRecord): Promise<void> {
    if (run.state !== 'crashed' || run.reason?.code !== 'heartbeat_lost') return;
    if (await meta.transition(run.id, ['crashed'], 'running', { at: now(), reason: null }))
      await bus.publish({ type: 'run', run: run.id });
  }

  async function takeBatch(id: string, body: BatchBody): Promise<Ack> {
    const run = await writable(id);
    const batch = await accepted(id, await reader.read(body));
    const bytes = estimateBytes(batch);
    if (group.waitingBytes + bytes > maxWaitingBytes && group.waitingBytes > 0)
      throw new AppError('overloaded', 'Too much waits to be stored: send it again a little later.', {
        retryAfterSeconds: RETRY_AFTER_SECONDS,
      });
    const ack = await append(id, batch);
    await revive(run);
    return { ...ack, ...wishOf(run) };
  }

  /** Batches that are read or stored. A client may be gone before: the server's close does not wait for its request then. */
  const underWay = new Set<Promise<unknown>>();

  return {
    /** Stores a batch from outside, whatever it may be. */
    batch(id: string, body: BatchBody): Promise<Ack> {
      const taken = takeBatch(id, body);
      underWay.add(taken);
      const forget = () => underWay.delete(taken);
      taken.then(forget, forget);
      return taken;
    },

    /** Stores a batch of a training thread: never turned away for load, since a thread keeps no copy. */
    async fromThread(run: string, batch: Batch): Promise<Ack> {
      return append(run, await accepted(run, judgeBatch(batch)));
    },

    /** Stores what one `curl` says; a message without content is a sign of life. */
    async plain(id: string, message: PlainLog): Promise<PlainAck> {
      const run = await writable(id);
      const { time = now(), metrics: values = {}, text, level = 'info', step } = message;
      const keys = Object.keys(values);
      if (keys.length > MAX_KEYS)
        throw new AppError('bad_point', `A step holds at most ${MAX_KEYS} metrics, not ${keys.length}.`);
      keys.forEach(checkKey);
      await revive(run);
      if (Object.keys(values).length === 0 && text === undefined) return { ...(await touch(id)), ...wishOf(run) };

      const log: LogLine | undefined =
        text === undefined ? undefined : { time, level, text, ...(step !== undefined && { step }) };
      const { commit, ...stored } = await metrics.appendPlain(id, {
        time,
        metrics: Object.fromEntries(Object.entries(values).map(([key, value]) => [key, fromJsonNumber(value)])),
        ...(step !== undefined && { step }),
        ...(log && { log }),
      });
      await bus.publish({ type: 'commit', run: id, commit });
      return { ...stored, ...wishOf(run) };
    },

    /** Resolves when everything taken in is stored. */
    async drain(): Promise<void> {
      await Promise.allSettled(underWay);
      await group.drain();
    },
  };

  async function touch(id: string): Promise<{ step: number; rev: number }> {
    await metrics.touch(id, now());
    await bus.publish({ type: 'run', run: id }); // pages show when it was last heard of
    const activity = (await metrics.activity([id])).get(id);
    return { step: activity?.maxStep ?? 0, rev: activity?.rev ?? 0 };
  }
}

export type Ingest = ReturnType<typeof createIngest>;
