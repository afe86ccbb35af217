import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AppOptions } from './app-options.ts';
import type { DatasetService } from './datasets/dataset-service.ts';
import type { TrainingData } from './datasets/training-data.ts';
import type { Ingest } from './ingest/ingest.ts';
import type { Bus } from './ports/bus.ts';
import type { ScriptRunner } from './ports/script-runner.ts';
import { createThreadPool } from './queue/pool.ts';
import { createRunPhases } from './queue/run-phases.ts';
import { createRunner } from './queue/runner.ts';
import { createCheckpointCriteria } from './services/checkpoint-criteria.ts';
import { createContinuation } from './services/continuation.ts';
import type { Storage } from './storage.ts';
import { createMetricSettingStore } from './store/runs/metric-setting-store.ts';
import { createWorkerCount } from './store/runs/worker-count.ts';
import { createStudyStore } from './store/studies/study-store.ts';
import { createUnwrittenEnds } from './store/unwritten-ends.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const STOP_PATIENCE_MS = 5000;
/** The first page that is asked for comes first. */
const READY_AFTER_MS = 1000;
/** More than a page may set only take from each other. */
const WORKERS_PER_CORE = 2;
/** Reading and preparing data is allowed this many times as long as a step. */
const LOADING_FACTOR = 5;

interface Parts {
  options: AppOptions;
  storage: Storage;
  bus: Bus;
  ingest: Ingest;
  scripts: ScriptRunner;
  datasets: DatasetService;
  data: TrainingData;
  now: () => number;
  onError: (error: unknown) => void;
}

/** The threads, what has them train what waits, and how many of them there are. */
export function createTraining(parts: Parts) {
  const { options, storage, bus, ingest, scripts, datasets, data, now, onError } = parts;
  const { config } = options;
  const { database, agent, store, queue, blobs, metrics } = storage;
  const criteria = createCheckpointCriteria({
    settings: createMetricSettingStore(database.db),
    studies: createStudyStore(database.db),
  });
  const workerCount = createWorkerCount(database.db);
  const setBefore = workerCount.read();
  const most = Math.max(config.workers, WORKERS_PER_CORE * availableParallelism());
  const isKept = options.idleThreadMs !== 0;
  const pool = createThreadPool({
    file: options.threadFile ?? join(ROOT, 'worker/thread/train.ts'),
    kernelsFile: join(ROOT, 'worker/thread/compile-kernels.ts'),
    readyFile: isKept && options.threadFile === undefined ? join(ROOT, 'worker/thread/ready.ts') : undefined,
    idleMs: options.idleThreadMs,
    threads: most,
    maxHeapMb: options.maxThreadHeapMb ?? 2048,
    onError,
  });
  const stepMs = options.stepPatienceMs ?? config.watchdog * 1000;
  const phases = createRunPhases();
  const runner = createRunner({
    ...{ agent, meta: store, queue, bus, phases, pool, scripts, blobs, now, onError },
    criteria,
    unwrittenEnds: createUnwrittenEnds(config.data),
    threads: setBefore?.configured === config.workers ? setBefore.count : config.workers,
    threadsPerRun: config['threads-per-run'],
    cores: options.cores ?? availableParallelism(),
    patience: { stepMs, loadingMs: stepMs * LOADING_FACTOR, stopMs: options.stopPatienceMs ?? STOP_PATIENCE_MS },
    openData: async (config, signal) => data.open(await datasets.resolve(config.dataset), config, signal),
    continueFrom: createContinuation({ metrics, blobs, bus }),
    store: ingest.fromThread,
    lastStep: async (run) => (await metrics.activity([run])).get(run)?.maxStep ?? null,
    ...(options.renewEveryMs !== undefined && { renewEveryMs: options.renewEveryMs }),
  });
  let readying: NodeJS.Timeout | undefined;
  return {
    pool,
    phases,
    criteria,
    runner,
    /** Has a thread ready for the first run, after what follows a start. */
    start() {
      readying = setTimeout(pool.makeReady, READY_AFTER_MS);
    },
    async close() {
      clearTimeout(readying);
      await runner.close();
    },
    workers: {
      count: runner.threads,
      most,
      busy: runner.busy,
      setCount(count: number) {
        workerCount.write({ count, configured: config.workers });
        runner.setThreads(count);
      },
    },
  };
}
