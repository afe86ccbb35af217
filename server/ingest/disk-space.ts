import { statfs } from 'node:fs/promises';

/** Below this much free space nothing more is taken in: on a full disk SQLite cannot even delete. */
const LOW_BYTES = 256 * 1024 ** 2;
const LOOK_AGAIN_MS = 2000;

/** Says whether the disk of `folder` is nearly full; looks at most every two seconds. */
export function createDiskGuard(folder: string, freeBytes = measureFreeBytes) {
  let lookedAt = Number.NEGATIVE_INFINITY;
  let low: Promise<boolean> = Promise.resolve(false);
  return {
    isLow(): Promise<boolean> {
      if (performance.now() - lookedAt > LOOK_AGAIN_MS) {
        lookedAt = performance.now();
        low = freeBytes(folder).then((free) => free < LOW_BYTES);
      }
      return low;
    },
  };
}

export type DiskGuard = ReturnType<typeof createDiskGuard>;

async function measureFreeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}
