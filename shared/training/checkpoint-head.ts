import type { Job } from './job.ts';

/** Why a checkpoint was saved: it was due, the training ended or was paused there, or somebody asked for it. */
export const SAVE_CAUSES = ['due', 'end', 'pause', 'asked'] as const;
export type SaveCause = (typeof SAVE_CAUSES)[number];

/** The position in its run at which a checkpoint was taken. */
export interface CheckpointPlace {
  run: string;
  /** Optimizer steps done. */
  step: number;
  config: Job;
  /** Batches dealt in the present epoch, and the position of the order stream when the epoch was shuffled; zeros on a surface. */
  loader: { batch: number; orderPosition: number };
  /** Number of the last batch sent before, in the ingest protocol. */
  seq: number;
  /** What the numbers come from besides the configuration, as in the run's origin; missing in files of version 2. */
  dataDigest?: string | null;
  kernels?: string;
  /** Missing in files from before checkpoints could be asked for, as is the cause. */
  stepsPerEpoch?: number;
  cause?: SaveCause;
  /** What this state was evaluated to, by metric, finite values alone; missing where it was not evaluated. */
  scores?: Record<string, number>;
  /** The same in files from before there could be several: the loss. */
  score?: { metric: string; value: number };
}

/** One array of a checkpoint; a slot of the optimizer is its owner by its number. */
export interface CheckpointBlock {
  owner: 'parameters' | 'buffers' | 'gradients' | 'optimizer' | 'schedule' | number;
  name: string;
  type: 'float32' | 'float64';
  length: number;
  /** Of parameters; missing in files from before forks were planned. */
  shape?: number[];
}

/** What a checkpoint says of itself before its arrays. */
export interface CheckpointHead {
  place: CheckpointPlace;
  blocks: CheckpointBlock[];
}

export const CHECKPOINT_MAGIC = 'LBCK';
/** Magic, version, length of the head. */
export const CHECKPOINT_PREFIX_BYTES = 12;
/** No head comes near it: what claims more is damaged. */
const MOST_HEAD_BYTES = 2 ** 26;

/** The length of a checkpoint's head in bytes by the file's first bytes; undefined for a file that is no checkpoint. */
export function headLength(prefix: Uint8Array): number | undefined {
  if (prefix.length < CHECKPOINT_PREFIX_BYTES) return undefined;
  if (new TextDecoder('latin1').decode(prefix.subarray(0, CHECKPOINT_MAGIC.length)) !== CHECKPOINT_MAGIC)
    return undefined;
  const length = new DataView(prefix.buffer, prefix.byteOffset).getUint32(8, true);
  return length <= MOST_HEAD_BYTES ? length : undefined;
}

/** A head from its bytes, which are taken as they were written; undefined for bytes that are no JSON. */
export function parseHead(bytes: Uint8Array): CheckpointHead | undefined {
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as CheckpointHead;
  } catch {
    return undefined;
  }
}
