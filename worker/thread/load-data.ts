import type { TrainingConfig } from '../../shared/training/launch.ts';
import { digestOf } from '../data/digest.ts';
import { type LoadProgress, readLabelled } from '../data/load.ts';
import { prepareSplits } from '../data/prepare.ts';
import { sharedRows } from '../data/shared-memory.ts';
import type { DataSupply, MadeData, Prepared } from '../data/supply.ts';

interface Reports {
  progress: (progress: LoadProgress) => void;
  /** Receives what was made here, once it is whole. */
  made: (data: MadeData) => void;
}

/**
 * The data of a run, of which only that is made which no other thread has made.
 *
 * @throws {DataError} when a file or setting is wrong
 */
export async function loadData(
  { source, decoded, prepared }: DataSupply,
  { dataset, seed }: TrainingConfig,
  { progress, made }: Reports,
): Promise<Prepared> {
  if (prepared) return prepared;
  const labelled = decoded ?? (await decode());
  const splits = prepareSplits(labelled, dataset, seed, (stage) => progress({ stage, share: 0 }));
  const fresh = { splits, digest: digestOf(splits) };
  made({ prepared: fresh });
  return fresh;

  async function decode() {
    progress({ stage: 'read', share: 0 });
    const rows = sharedRows(await readLabelled(source, dataset, seed, progress));
    made({ decoded: rows });
    return rows;
  }
}
