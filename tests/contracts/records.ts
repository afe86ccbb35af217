import type { NewRunRecord } from '../../server/ports/meta-store.ts';
import type { AppendOutcome, MetricWriter } from '../../server/ports/metric-writer.ts';
import type { Batch } from '../../shared/ingest.ts';
import type { Adapter, Storage } from './harness.ts';

/** A remote run that is running, as it is handed to `MetaStore.insertRun`. */
export function newRun(id: string, fields: Partial<NewRunRecord> = {}): NewRunRecord {
  return {
    id,
    kind: 'remote',
    project: 'default',
    name: id,
    group: null,
    jobType: null,
    tags: [],
    notes: '',
    config: {},
    job: null,
    state: 'running',
    seed: null,
    parentRun: null,
    forkStep: null,
    createdBy: null,
    totalSteps: null,
    heartbeatSeconds: null,
    createdAt: 1_700_000_000_000,
    startedAt: null,
    ...fields,
  };
}

/** Opens a storage with these remote runs, which are running. */
export async function openWithRuns({ open }: Adapter<Storage>, ...ids: string[]): Promise<Storage> {
  const storage = await open();
  for (const id of ids) await storage.meta.insertRun(newRun(id));
  return storage;
}

export function batch(seq: number, fields: Partial<Batch> = {}): Batch {
  return { writer: 'w', attempt: 1, seq, ...fields };
}

type Value = number | 'NaN' | 'Infinity' | '-Infinity';

/** Points `[step, value]` or `[step, value, time]` as the columns of a batch; time is 1000 + step where it is left out. */
export function columns(points: (readonly [number, Value, number?])[]) {
  return {
    step: points.map(([step]) => step),
    time: points.map(([step, , time]) => time ?? 1000 + step),
    value: points.map(([, value]) => value),
  };
}

/** The series of a batch with one point. */
export const LOSS = { loss: columns([[1, 0.5]]) };

/** More texts than any run of a test has. */
export const ALL_TEXTS = { after: 0, limit: 1000, tail: false };

/** Appends batches of one run as one group. */
export async function append(metrics: MetricWriter, run: string, ...batches: Batch[]): Promise<AppendOutcome[]> {
  return metrics.append(batches.map((each) => ({ run, batch: each, receivedAt: 5000 })));
}

/** The error code of each outcome, or its acknowledgement. */
export const codesOf = (outcomes: AppendOutcome[]) =>
  outcomes.map((outcome) => ('error' in outcome ? outcome.error.code : outcome.ack));
