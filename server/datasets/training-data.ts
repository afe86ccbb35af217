import { totalmem } from 'node:os';
import type { TrainingConfig } from '../../shared/training/launch.ts';
import { decodedKey, preparedKey } from '../../worker/data/data-keys.ts';
import type { Labelled, Rows } from '../../worker/data/labelled.ts';
import type { DatasetSource } from '../../worker/data/source.ts';
import type { DataSupply, MadeData, Prepared, RunData } from '../../worker/data/supply.ts';
import { createFileDigests } from './file-digests.ts';
import { createMakingCache, type Making } from './making-cache.ts';

/** What is kept at most: enough for a large dataset, and a small part of a small machine. */
const MOST_BYTES = 2 ** 29;
const SHARE_OF_MEMORY = 1 / 8;

/** The usual budget of this machine, or of the container around the process. */
export function dataBudgetBytes(): number {
  const memory = Math.min(totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY);
  return Math.min(MOST_BYTES, memory * SHARE_OF_MEMORY);
}

type Data = Pick<TrainingConfig, 'dataset' | 'seed'>;

/**
 * What training threads made of datasets, in memory that all of them share: rows as they were read, and rows that are
 * split and scaled. What is under way in one thread is waited for, not made again; what was not used for longest goes when
 * the budget is used up.
 */
export function createTrainingData({ budgetBytes }: { budgetBytes: number }) {
  const digests = createFileDigests();
  const cache = createMakingCache<MadeData>({ budgetBytes, bytesOf });
  let decodings = 0;

  return {
    /**
     * The data of a run that is to begin. It waits while another run makes the same; a signal ends that.
     *
     * @throws the error of the file system for a file that cannot be read
     */
    async open(source: DatasetSource, { dataset, seed }: Data, signal?: AbortSignal): Promise<RunData> {
      const rows = decodedKey(source, dataset, seed, await digests.of(source.files));
      const prepared = await cache.claim(preparedKey(rows, dataset, seed), signal);
      if ('value' in prepared) return ready({ source, ...prepared.value });
      const decoded = await cache.claim(rows, signal);
      const open: Making<MadeData>[] = [prepared.making];
      if ('making' in decoded) open.push(decoded.making);
      return {
        supply: { source, ...('value' in decoded ? decoded.value : {}) },
        take(made) {
          if ('prepared' in made) prepared.making.put(made);
          else if ('making' in decoded) {
            decodings += 1;
            decoded.making.put(made);
          }
        },
        release() {
          for (const making of open) making.giveUp();
        },
      };
    },

    /** What is kept just now, and how often rows were read from their source. */
    get held(): { count: number; bytes: number; decodings: number } {
      return { ...cache.held, decodings };
    },
  };
}

export type TrainingData = ReturnType<typeof createTrainingData>;

const ready = (supply: DataSupply): RunData => ({ supply, take() {}, release() {} });

function bytesOf(made: MadeData): number {
  return 'decoded' in made ? bytesOfRows(made.decoded) : bytesOfSplits(made.prepared);
}

function bytesOfRows({ rows, test }: Labelled): number {
  const of = ({ inputs, targets }: Rows) => inputs.byteLength + targets.byteLength;
  return of(rows) + (test ? of(test) : 0);
}

function bytesOfSplits({ splits: { train, validation, test } }: Prepared): number {
  return [train, validation, test].reduce(
    (sum, { inputs, targets }) => sum + inputs.byteLength + targets.byteLength,
    0,
  );
}
