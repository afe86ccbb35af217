import { statSync } from 'node:fs';
import type { TrainingConfig } from '../../shared/training/launch.ts';
import { digestOf } from '../data/digest.ts';
import { DataError } from '../data/errors.ts';
import type { Splits } from '../data/examples.ts';
import { loadSplits } from '../data/load.ts';
import type { DatasetSource } from '../data/source.ts';
import type { KernelHost } from '../engine/kernels.ts';
import { CheckpointError, readCheckpoint } from '../training/checkpoint.ts';
import { InspectError } from './errors.ts';
import { createInspection, type Inspection } from './inspection.ts';
import { createSubject, putWeights, type Subject } from './subject.ts';

/** Networks and data that are kept for the next request: two runs are looked at side by side. */
const KEPT = 2;

/** A network of a run as it was at a checkpoint. */
export interface Opening {
  config: TrainingConfig;
  dataset: DatasetSource;
  /** Null for the network as it was drawn, before step 1. */
  checkpoint: { file: string; step: number } | null;
}

/** Opens networks at checkpoints, and keeps the last few with their data. */
export function createOpener(hostKernels: () => KernelHost) {
  const data = createLast<{ splits: Splits; digest: string }>(KEPT);
  const subjects = createLast<Subject>(KEPT);
  const inspections = createLast<Inspection>(KEPT);

  async function dataOf({ config, dataset }: Opening): Promise<{ splits: Splits; digest: string }> {
    const key = JSON.stringify([config.dataset, config.seed, dataset, Object.values(dataset.files).map(versionOf)]);
    return data.get(key, async () => {
      const splits = await loadSplits(dataset, config.dataset, config.seed).catch(asInspectError);
      return { splits, digest: digestOf(splits) };
    });
  }

  /**
   * The network at the checkpoint.
   *
   * @throws {InspectError} `damaged`, `not_found` or `conflict` where checkpoint or data are not what they were
   */
  return async (opening: Opening): Promise<Inspection> => {
    const { config, checkpoint } = opening;
    const { splits, digest } = await dataOf(opening);
    const ofNetwork = JSON.stringify([config.network, config.seed, config.loss, config.huberDelta, digest]);
    const version = checkpoint && [checkpoint.file, versionOf(checkpoint.file)];
    const subject = await subjects.get(ofNetwork, async () => createSubject(config, splits, hostKernels()));
    const key = JSON.stringify([ofNetwork, version]);
    const saved = checkpoint && readSaved(checkpoint.file);
    if (saved?.place.dataDigest && saved.place.dataDigest !== digest)
      throw new InspectError(
        'conflict',
        `The data is not what the checkpoint was trained on: its digest was ${saved.place.dataDigest}, and is ${digest} now.`,
      );
    putWeights(subject.model, saved?.state ?? subject.initial); // of those that share a network, the last one asked for
    return inspections.get(key, async () => createInspection(subject, checkpoint?.step ?? 0));
  };
}

function readSaved(file: string) {
  try {
    return readCheckpoint(file);
  } catch (error) {
    if (error instanceof CheckpointError)
      throw new InspectError('damaged', `The checkpoint is damaged: ${error.message}.`);
    if ((error as NodeJS.ErrnoException).code === 'ENOENT')
      throw new InspectError('not_found', 'The checkpoint is there no longer: a newer one took its place.');
    throw error;
  }
}

function asInspectError(error: unknown): never {
  if (error instanceof DataError)
    throw new InspectError('dataset_unavailable', `The data cannot be read: ${error.message}`);
  throw error;
}

/** When a file was written, and its length; a file that is gone has neither. */
function versionOf(file: string): string {
  const found = statSync(file, { throwIfNoEntry: false });
  return found ? `${found.mtimeMs} ${found.size}` : 'gone';
}

/** Keeps the values of the last few keys. */
function createLast<Value>(most: number) {
  const kept = new Map<string, Value>();
  return {
    async get(key: string, make: () => Promise<Value>): Promise<Value> {
      const value = kept.get(key) ?? (await make());
      kept.delete(key); // so that it is the newest
      kept.set(key, value);
      for (const old of [...kept.keys()].slice(0, -most)) kept.delete(old);
      return value;
    },
  };
}
