import type { CheckpointPlace } from './checkpoint-head.ts';
import { isSurfaceJob, type Job } from './job.ts';
import type { TrainingConfig } from './launch.ts';
import { WHOLE_SET } from './optimizer.ts';

/** All steps of a training, as far as a checkpoint on the same data tells how many an epoch has; null where it does not. */
export function stepsOfJob(job: Job, { config, stepsPerEpoch }: CheckpointPlace): number | null {
  if (isSurfaceJob(job) || job.length.unit === 'steps') return job.length.count;
  if (stepsPerEpoch === undefined || isSurfaceJob(config)) return null;
  const dealt = ({ dataset, batchSize, lastBatch, optimizer, seed }: TrainingConfig) =>
    JSON.stringify([dataset, WHOLE_SET.includes(optimizer.name) ? 'whole' : [batchSize, lastBatch], seed]);
  return dealt(job) === dealt(config) ? job.length.count * stepsPerEpoch : null;
}
