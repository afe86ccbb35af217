import type { Batch } from '../../shared/ingest.ts';
import { fromJsonNumber } from '../../shared/number.ts';
import { completeJob, isSurfaceJob, type Job } from '../../shared/training/job.ts';
import type { TrainingConfig } from '../../shared/training/launch.ts';
import { TENSOR_BUDGET_BYTES } from '../../shared/training/memory.ts';
import type { Splits } from '../data/examples.ts';
import { Engine } from '../engine/tensor.ts';
import { compileKernels, hostKernels, loadTier } from '../kernel-loading/load-kernels.ts';
import type { Tier } from '../kernel-loading/tiers.ts';
import { descend } from '../surfaces/descend.ts';
import { Recorder } from '../training/recorder.ts';
import { type Outcome, type TrainerOptions, trainModel } from '../training/trainer.ts';

/** What a job recorded, series by series. */
export interface JobResult {
  outcome: Outcome;
  batches: Batch[];
  series: Record<string, number[]>;
  steps: Record<string, number[]>;
}

export interface RunJobOptions extends Partial<TrainerOptions> {
  /** The data of a network; a surface has none. */
  splits?: (config: TrainingConfig) => Splits;
  /** Kernels to compute with where no engine is given; the fastest that this machine has where it is left out. */
  tier?: Tier;
  budgetBytes?: number;
  /** Milliseconds since the epoch, for the times of points. */
  now?: () => number;
}

/**
 * Runs a job in this thread, without a server, with a clock that stands still: what the server would store of it.
 *
 * @throws {RangeError} when a network comes without data, or the kernels are not there
 */
export function runJob(given: Job, options: RunJobOptions = {}): JobResult {
  const { splits, tier, budgetBytes = TENSOR_BUDGET_BYTES, now = () => 1000, ...rest } = options;
  const job = completeJob(given);
  const batches: Batch[] = [];
  const recorder = new Recorder({ writer: 'job', attempt: 1, send: (batch) => batches.push(batch), now });
  const loop = { recorder, shouldStop: () => false, onStep: () => {}, ...rest };
  const outcome = isSurfaceJob(job)
    ? descend(job, loop)
    : trainModel(job, splitsOf(job, splits), {
        clock: () => 0,
        ...loop,
        engine: loop.engine ?? createEngine(tier, budgetBytes),
      });
  recorder.flush();
  return { outcome, batches, ...seriesOf(batches) };
}

function splitsOf(config: TrainingConfig, splits: RunJobOptions['splits']): Splits {
  if (!splits) throw new RangeError(`a network needs its data, "${config.dataset.name}"`);
  return splits(config);
}

/**
 * An engine on the named kernels, or on the fastest.
 *
 * @throws {RangeError} when they are not there
 */
export function createEngine(tier: Tier | undefined, budgetBytes: number): Engine {
  const host = tier === undefined ? hostKernels(compileKernels(), budgetBytes) : loadTier(tier, budgetBytes);
  if (!host) throw new RangeError(`kernels "${tier}" are not there: run npm run build:kernels`);
  return new Engine(host);
}

function seriesOf(batches: readonly Batch[]): Pick<JobResult, 'series' | 'steps'> {
  const [series, steps]: [JobResult['series'], JobResult['steps']] = [{}, {}];
  for (const batch of batches) {
    for (const [key, columns] of Object.entries(batch.series ?? {})) {
      series[key] = [...(series[key] ?? []), ...columns.value.map(fromJsonNumber)];
      steps[key] = [...(steps[key] ?? []), ...columns.step];
    }
  }
  return { series, steps };
}
