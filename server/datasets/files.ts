import { stat } from 'node:fs/promises';
import { join, posix } from 'node:path';
import type { CatalogEntry, CatalogFile } from '../../shared/training/catalog-entry.ts';

/** A file that a dataset needs and that is in no folder; `damaged` says so of one that is there but cut short. */
export interface MissingFile {
  file: CatalogFile;
  damaged: string[];
}

export interface Located {
  /** Paths by role. */
  files: Record<string, string>;
  missing: MissingFile[];
}

/**
 * Finds the files of datasets: each folder in turn is looked through for each form a file may have.
 * A file whose size is known for certain, and is another, does not count.
 */
export function createFileFinder(folders: readonly string[]) {
  async function find({ paths, downloads }: CatalogFile): Promise<{ path?: string; damaged: string[] }> {
    const damaged: string[] = [];
    for (const folder of folders) {
      for (const path of paths) {
        const size = await sizeOf(join(folder, path));
        const expected = downloads.find((each) => each.path === path && each.sha256)?.bytes ?? size;
        if (size !== undefined && size === expected) return { path: join(folder, path), damaged };
        if (size !== undefined) damaged.push(`${join(folder, path)} has ${size} bytes, not ${expected}`);
      }
    }
    return { damaged };
  }

  return {
    folders,

    async locate({ files }: CatalogEntry): Promise<Located> {
      const located: Located = { files: {}, missing: [] };
      for (const file of files) {
        const { path, damaged } = await find(file);
        if (path === undefined) located.missing.push({ file, damaged });
        else located.files[file.role] = path;
      }
      return located;
    },
  };
}

export type FileFinder = ReturnType<typeof createFileFinder>;

/** What is missing, where to get it and where to put it, in three sentences. */
export function describeMissing(entry: CatalogEntry, missing: readonly MissingFile[], folders: readonly string[]) {
  const downloads = missing.flatMap(({ file }) => file.downloads.slice(0, 1));
  const paths = unique(downloads.map(({ path }) => path));
  const [are, them] = paths.length > 1 ? ['are', 'them'] : ['is', 'it'];
  const from = unique(downloads.map(({ address }) => (paths.length > 1 ? posix.dirname(address) : address)));
  const places = unique(folders.flatMap((folder) => paths.map((path) => join(folder, posix.dirname(path)))));
  const damaged = missing.flatMap((each) => each.damaged);
  return [
    `${entry.title} is not here: ${paths.map((path) => posix.basename(path)).join(', ')} ${are} missing.`,
    ...(damaged.length > 0 ? [`Damaged: ${damaged.join('; ')}.`] : []),
    `Download it (POST /api/v1/datasets/${entry.name}/download),`,
    `or get ${them} from ${from.join(', ')} and put ${them} into ${places.join(' or ')}.`,
  ].join(' ');
}

function unique(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}

async function sizeOf(path: string): Promise<number | undefined> {
  try {
    const found = await stat(path);
    return found.isFile() ? found.size : undefined;
  } catch {
    // Not there, or not ours to read: either way it cannot be used.
    return undefined;
  }
}
