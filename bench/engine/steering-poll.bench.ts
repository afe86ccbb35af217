import { MessageChannel } from 'node:worker_threads';
import type { Job } from '../../shared/training/job.ts';
import { TrainingConfig } from '../../shared/training/launch.ts';
import { CONTROL_WORDS } from '../../shared/training/thread-control.ts';
import { withDefaults } from '../../shared/validate.ts';
import { generate } from '../../worker/data/generate.ts';
import { prepareSplits } from '../../worker/data/prepare.ts';
import { type RunJobOptions, runJob } from '../../worker/jobs/run-job.ts';
import { createRequestPort } from '../../worker/thread/request-port.ts';
import { lower } from '../pairs.ts';
import type { Benchmark } from '../table.ts';

const ROUNDS = 11;
const LOOKS = 5_000_000;
/** A training looks before a step and after it. */
const LOOKS_A_STEP = 2;
const STEPS = 10_000;

const NETWORK = withDefaults<TrainingConfig>(TrainingConfig, {
  dataset: { name: 'moons', limit: 200, noise: 0.3 },
  network: { hidden: [4] },
  optimizer: { name: 'sgd' },
  batchSize: 4,
  length: { unit: 'steps', count: STEPS },
  histogramEvery: 0,
  layersEvery: 0,
});
/** The least that a step can be. */
const SMALLEST: [name: string, job: Job][] = [
  ['a network of 2-4-2, 4 examples a step', NETWORK],
  ['a descent on a bowl', { surface: { name: 'quadratic' }, length: { count: STEPS } } as unknown as Job],
];

const splits = (config: TrainingConfig) =>
  prepareSplits(generate('moons', { examples: 200, noise: 0.3 }, config.seed), config.dataset, config.seed);

function requestPort() {
  const { port1, port2 } = new MessageChannel();
  port1.unref();
  return createRequestPort(port2, new Int32Array(new SharedArrayBuffer(4 * CONTROL_WORDS)));
}

/** Processor time of a run, in microseconds a step. */
function costOf(job: Job, options: RunJobOptions): number {
  const before = process.cpuUsage();
  runJob(job, { splits, ...options });
  const { user, system } = process.cpuUsage(before);
  return (user + system) / STEPS;
}

/** Nanoseconds of one look at a port where nothing waits. */
function lookCost(): number {
  const port = requestPort();
  let found = 0;
  const before = process.hrtime.bigint();
  for (let look = 0; look < LOOKS; look++) if (port.take()) found += 1;
  const ns = Number(process.hrtime.bigint() - before) / LOOKS;
  if (found > 0) throw new Error('nothing was asked');
  return ns;
}

export default {
  what: 'what looking for steering costs the smallest steps that there are: processor time with and without, in turns',
  async run() {
    lookCost(); // compiled from here on
    const look = Math.min(...Array.from({ length: 5 }, lookCost));
    const rows: (string | number)[][] = [];
    const pairs = [];
    for (const [name, job] of SMALLEST) {
      const [looking, plain]: [number[], number[]] = [[], []];
      for (let round = 0; round < ROUNDS; round++) {
        looking.push(costOf(job, { requests: requestPort() }));
        plain.push(costOf(job, {}));
      }
      const [ours, other] = [Math.min(...looking), Math.min(...plain)];
      pairs.push(lower(name, 'µs', ours, 'without', other));
      const share = (LOOKS_A_STEP * look) / (1000 * other);
      rows.push([name, ours.toFixed(2), other.toFixed(2), `${(100 * share).toFixed(3)} %`]);
    }
    return [
      {
        title: `one look: ${look.toFixed(1)} ns`,
        columns: ['step', 'looking, µs', 'not looking, µs', `${LOOKS_A_STEP} looks of a step`],
        rows,
        pairs,
      },
    ];
  },
} satisfies Benchmark;
