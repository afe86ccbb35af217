import type { Splits } from './examples.ts';
import type { Labelled } from './labelled.ts';
import type { DatasetSource } from './source.ts';

/** A dataset made ready for training, in memory that threads share, with the digest of its numbers. */
export interface Prepared {
  splits: Splits;
  digest: string;
}

/** What a thread has made of a dataset, for others to use: the rows as they were read, or what is trained on. */
export type MadeData = { decoded: Labelled } | { prepared: Prepared };

/** The data of a run: where it lies, and what another thread has made of it already. */
export interface DataSupply {
  source: DatasetSource;
  decoded?: Labelled | undefined;
  prepared?: Prepared | undefined;
}

/** The data of one run, until it is released. */
export interface RunData {
  supply: DataSupply;
  /** Takes what its thread made of it, for other runs. */
  take(made: MadeData): void;
  /** Lets another run make what this one has not. */
  release(): void;
}
