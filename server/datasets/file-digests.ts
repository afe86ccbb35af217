import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';

/** SHA-256 of files, each read once for as long as it does not change. */
export function createFileDigests() {
  /** By path: when the file changed last, as far as its folder knows, and its digest. */
  const known = new Map<string, { version: string; digest: Promise<string> }>();

  async function digestOf(path: string): Promise<string> {
    const { dev, ino, size, mtimeNs, ctimeNs } = await stat(path, { bigint: true });
    const version = [dev, ino, size, mtimeNs, ctimeNs].join(' ');
    const found = known.get(path);
    if (found?.version === version) return found.digest;
    const digest = read(path);
    known.set(path, { version, digest });
    digest.catch(() => known.delete(path)); // it is tried again
    return digest;
  }

  return {
    /**
     * The digests of files by role.
     *
     * @throws the error of the file system for one that cannot be read
     */
    async of(files: Record<string, string>): Promise<Record<string, string>> {
      const roles = Object.keys(files).sort();
      const digests = await Promise.all(roles.map(async (role) => [role, await digestOf(files[role] ?? '')]));
      return Object.fromEntries(digests);
    },
  };
}

export type FileDigests = ReturnType<typeof createFileDigests>;

async function read(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
