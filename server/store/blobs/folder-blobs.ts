import { randomUUID } from 'node:crypto';
import { constants, createReadStream, createWriteStream } from 'node:fs';
import { link, lstat, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { AppError } from '../../errors.ts';
import type { BlobEntry, LocalBlobs } from '../../ports/blob-store.ts';

const NAME = '[A-Za-z0-9_-][A-Za-z0-9_.-]*';
const KEY = new RegExp(`^${NAME}(/${NAME})+$`);
const PREFIX = new RegExp(`^(${NAME}/)+$`);
/** Beside the blobs and not above them, since folders in the root may be on other disks. */
const INCOMING = '.incoming';

/**
 * Blobs as the files of a folder, which no other process writes to: a key is the path within it.
 *
 * A folder at the top may be a link to another disk, where the setting `links` allows it. Below it no link is followed: it would lead to files that are
 * not ours to read, replace or remove.
 */
export function createFolderBlobs(root: string): LocalBlobs {
  const cleaned = new Map<string, Promise<void>>();

  function pathOf(keyOrPrefix: string): string {
    if (!KEY.test(keyOrPrefix) && !PREFIX.test(keyOrPrefix))
      throw new RangeError(`expected the key of a blob, or a prefix that ends in "/", not "${keyOrPrefix}"`);
    return join(root, ...keyOrPrefix.split('/'));
  }

  function pathOfKey(key: string): string {
    if (!KEY.test(key)) throw new RangeError(`expected the key of a blob, not "${key}"`);
    return pathOf(key);
  }

  /**
   * The path of a key or prefix, of which no part below the top folder is a link.
   *
   * @throws {AppError} `damaged` naming the link
   */
  async function safePathOf(keyOrPrefix: string): Promise<string> {
    const path = pathOf(keyOrPrefix);
    const names = keyOrPrefix.split('/').filter(Boolean);
    for (let depth = 2; depth <= names.length; depth++) {
      const each = join(root, ...names.slice(0, depth));
      const found = await lstat(each).catch(whenMissing(undefined));
      if (found === undefined) break;
      if (found.isSymbolicLink()) throw leadsOut(each);
    }
    return path;
  }

  /** A new name for a file that is being written; the first time, what a killed process was writing is removed. */
  async function temporaryPath(key: string): Promise<string> {
    const incoming = join(root, key.slice(0, key.indexOf('/')), INCOMING);
    const clean = cleaned.get(incoming) ?? rm(incoming, { recursive: true, force: true });
    cleaned.set(incoming, clean);
    await clean;
    await mkdir(incoming, { recursive: true });
    return join(incoming, randomUUID());
  }

  return {
    pathOf,

    async fileOf(key) {
      pathOfKey(key);
      const path = await safePathOf(key);
      const found = await lstat(path).catch(whenMissing(undefined));
      return found?.isFile() ? path : undefined;
    },

    async removeUnfinished(prefix) {
      const folder = await safePathOf(prefix);
      const found = await readdir(folder, { withFileTypes: true }).catch(whenMissing([]));
      for (const { name } of found.filter((each) => each.name.startsWith('.') && !each.isDirectory()))
        await rm(join(folder, name), { force: true });
    },

    async put(key, content, { ifAbsent = false } = {}) {
      pathOfKey(key);
      const target = await safePathOf(key);
      const temporary = await temporaryPath(key);
      try {
        await pipeline(content, createWriteStream(temporary, { flush: true }));
        const firstMade = await mkdir(dirname(target), { recursive: true });
        if (ifAbsent) await link(temporary, target);
        else await rename(temporary, target);
        await syncUp(dirname(target), firstMade);
        return true;
      } catch (error) {
        if (ifAbsent && codeOf(error) === 'EEXIST') return false;
        throw error;
      } finally {
        await rm(temporary, { force: true });
      }
    },

    async get(key, { start = 0, end = Number.POSITIVE_INFINITY } = { start: 0 }) {
      pathOfKey(key);
      if (!(start >= 0 && start < end)) throw new RangeError(`expected a range of bytes, not ${start} to ${end}`);
      const path = await safePathOf(key);
      // Without waiting, because of what is no file an open may wait for ever.
      const handle = await open(path, READ).catch(whenMissing(undefined));
      return handle && createReadStream('', { fd: handle, start, end: end - 1 });
    },

    async *list(prefix) {
      if (!PREFIX.test(prefix)) throw new RangeError(`expected a prefix that ends in "/", not "${prefix}"`);
      const folder = await safePathOf(prefix);
      const found = await readdir(folder, { recursive: true, withFileTypes: true }).catch(whenMissing([]));
      for (const entry of found) {
        const path = join(entry.parentPath, entry.name);
        const key = relative(root, path).split(sep).join('/');
        if (!entry.isFile() || !KEY.test(key)) continue;
        const seen = await stat(path).catch(whenMissing(undefined)); // it may have been removed meanwhile
        if (seen) yield { key, bytes: seen.size, modifiedAt: Math.round(seen.mtimeMs) } satisfies BlobEntry;
      }
    },

    async rename(key, to) {
      pathOfKey(to);
      pathOfKey(key);
      if (dirname(key) !== dirname(to)) throw new RangeError(`expected a key beside "${key}", not "${to}"`);
      const [from, target] = [await safePathOf(key), await safePathOf(to)];
      const isThere = await rename(from, target).then(() => true, whenMissing(false));
      if (isThere) await syncUp(dirname(target), undefined);
      return isThere;
    },

    async remove(keyOrPrefix) {
      await rm(await safePathOf(keyOrPrefix), { recursive: keyOrPrefix.endsWith('/'), force: true });
    },
  };
}

const READ = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

const leadsOut = (path: string) =>
  new AppError(
    'damaged',
    `${path} is a link, which is not followed: put the file itself in its place, or remove the link.`,
  );

/** Makes the names in a folder last, and those of the folders above it that were just made. */
async function syncUp(folder: string, firstMade: string | undefined): Promise<void> {
  const top = firstMade === undefined ? folder : dirname(firstMade);
  for (let each = folder; ; each = dirname(each)) {
    const handle = await open(each);
    await handle.sync().finally(() => handle.close());
    if (each === top || each === dirname(each)) return;
  }
}

const codeOf = (error: unknown) => (error as NodeJS.ErrnoException | null)?.code;

function whenMissing<T>(instead: T) {
  return (error: unknown): T => {
    if (codeOf(error) === 'ENOENT') return instead;
    throw error;
  };
}
