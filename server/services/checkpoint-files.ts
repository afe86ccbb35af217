import { buffer } from 'node:stream/consumers';
import {
  CHECKPOINT_PREFIX_BYTES,
  type CheckpointHead,
  headLength,
  parseHead,
} from '../../shared/training/checkpoint-head.ts';
import { checkpointStep, isPinnedFile, runFolder } from '../../shared/training/run-files.ts';
import type { BlobStore } from '../ports/blob-store.ts';

/** A checkpoint as it lies among the blobs. */
export interface CheckpointFile {
  step: number;
  key: string;
  isPinned: boolean;
  bytes: number;
  /** Milliseconds since the epoch. */
  savedAt: number;
}

/** The checkpoints of a run, newest first; of two of one step the pinned one. */
export async function checkpointFilesOf(blobs: Pick<BlobStore, 'list'>, run: string): Promise<CheckpointFile[]> {
  const folder = runFolder(run);
  const found = new Map<number, CheckpointFile>();
  for await (const { key, bytes, modifiedAt } of blobs.list(folder)) {
    const file = key.slice(folder.length);
    const step = checkpointStep(file);
    const isPinned = isPinnedFile(file);
    if (step !== undefined && (isPinned || !found.has(step)))
      found.set(step, { step, key, isPinned, bytes, savedAt: modifiedAt });
  }
  return [...found.values()].sort((a, b) => b.step - a.step);
}

/** What a checkpoint says of itself; undefined where there is none, or what is there is none. Its checksum is not read. */
export async function checkpointHeadOf(
  blobs: Pick<BlobStore, 'get'>,
  key: string,
): Promise<CheckpointHead | undefined> {
  const prefix = await bytesOf(blobs, key, 0, CHECKPOINT_PREFIX_BYTES);
  const length = prefix && headLength(prefix);
  if (length === undefined) return undefined;
  const head = await bytesOf(blobs, key, CHECKPOINT_PREFIX_BYTES, CHECKPOINT_PREFIX_BYTES + length);
  return head && parseHead(head);
}

async function bytesOf(blobs: Pick<BlobStore, 'get'>, key: string, start: number, end: number) {
  if (start === end) return undefined;
  const content = await blobs.get(key, { start, end });
  return content && buffer(content);
}
