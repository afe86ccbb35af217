import { createHash } from 'node:crypto';
import { DIGEST_BYTES } from '../../shared/training/run-files.ts';
import type { BlobStore } from '../ports/blob-store.ts';

/** Whether a checkpoint ends with the digest of what is before; undefined where there is none. */
export async function isWhole(blobs: Pick<BlobStore, 'get'>, key: string): Promise<boolean | undefined> {
  const content = await blobs.get(key);
  if (!content) return undefined;
  const hash = createHash('sha256');
  let end = Buffer.alloc(0);
  for await (const piece of content as AsyncIterable<Buffer>) {
    const unread = Buffer.concat([end, piece]);
    end = unread.subarray(-DIGEST_BYTES);
    hash.update(unread.subarray(0, unread.length - end.length));
  }
  return end.length === DIGEST_BYTES && hash.digest().equals(end);
}
