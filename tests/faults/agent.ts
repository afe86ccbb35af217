import { fileURLToPath } from 'node:url';
import { createBus } from '../../server/live/bus.ts';
import type { Claim, RunQueue } from '../../server/ports/run-queue.ts';
import { createThreadPool } from '../../server/queue/pool.ts';
import { createRunPhases } from '../../server/queue/run-phases.ts';
import { createRunner } from '../../server/queue/runner.ts';
import { createFolderBlobs } from '../../server/store/blobs/folder-blobs.ts';
import { openFile } from '../../server/store/database.ts';
import { createRunQueue } from '../../server/store/runs/run-queue.ts';
import { createRunStore } from '../../server/store/runs/run-store.ts';

/** A process that trains one run at a time from a database that others use too, and writes each answer of the queue as a line. */
const [file = '', agent = '', leaseMs = ''] = process.argv.slice(2);
const pathOf = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const write = (what: string, { run }: Claim) => process.stdout.write(`${what} ${run.id} ${run.attempt}\n`);

const db = openFile(file);
const queue = createRunQueue(db);

const reporting: RunQueue = {
  ...queue,
  async claim(...asked) {
    const claim = await queue.claim(...asked);
    if (claim) write('claimed', claim);
    return claim;
  },
  async renew(claim, ms) {
    const renewed = await queue.renew(claim, ms);
    write(renewed === 'lost' ? 'lost' : 'renewed', claim);
    return renewed;
  },
  async end(claim, end) {
    const isEnded = await queue.end(claim, end);
    write(isEnded ? `ended-${end.state}` : 'refused', claim);
    return isEnded;
  },
};

const onError = (error: unknown) => process.stderr.write(`${error}\n`);
const runner = createRunner({
  agent,
  meta: createRunStore(db),
  queue: reporting,
  bus: createBus((error) => {
    throw error;
  }),
  phases: createRunPhases(),
  pool: createThreadPool({
    file: pathOf('../fixtures/threads/scripted.ts'),
    kernelsFile: pathOf('../../worker/thread/compile-kernels.ts'),
    threads: 1,
    maxHeapMb: 512,
    onError,
  }),
  scripts: { full: () => [], start: () => Promise.reject(new Error('there are no scripts')) },
  lastStep: async () => null,
  blobs: createFolderBlobs(`${file}.blobs`),
  unwrittenEnds: { read: () => [], write() {} },
  threads: 1,
  threadsPerRun: 1,
  cores: 1,
  patience: { loadingMs: 600_000, stepMs: 600_000, stopMs: 60_000 },
  criteria: async () => [],
  continueFrom: async () => ({ step: 0 }),
  openData: async ({ dataset: { name } }) => ({
    supply: { source: { name, kind: 'generated', files: {} } },
    take() {},
    release() {},
  }),
  store: async () => {},
  onError,
  leaseMs: Number(leaseMs),
  renewEveryMs: Number(leaseMs) / 8,
});
runner.wake();
