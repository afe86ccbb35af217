import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { catalogEntry } from '../../shared/training/catalog.ts';
import type { Splits } from '../data/examples.ts';
import { readIdxImages } from '../data/idx-images.ts';
import { KNOWN_TABLES } from '../data/known-tables.ts';
import type { Labelled } from '../data/labelled.ts';
import { readOptdigits } from '../data/optdigits.ts';
import { prepareSplits } from '../data/prepare.ts';

/** A check needs data that does not come with the installation and was not found. */
export class MissingDataError extends Error {
  override name = 'MissingDataError';
}

/** Reads datasets of the catalog by name, each once. */
export interface Data {
  /** @throws {MissingDataError} saying what is missing and where it was looked for */
  read(name: string): Labelled;
  /** All of it to train on, inputs as they are (pixels from 0 to 1), its official test set apart; `limit` takes the first so many. */
  splits(name: string, limit?: number): Splits;
}

/** Data of the catalog that lies in these folders, as the server keeps it, and what ships. */
export function createData(folders: readonly string[]): Data {
  const known = new Map<string, Labelled>();
  const read = (name: string): Labelled => {
    const found = known.get(name) ?? readFrom(folders, name);
    known.set(name, found);
    return found;
  };
  return {
    read,
    splits: (name, limit) =>
      prepareSplits(read(name), { name, validation: 0, test: 0, scaling: 'none', ...(limit && { limit }) }, 1),
  };
}

function readFrom(folders: readonly string[], name: string): Labelled {
  if (name === 'optdigits') return readOptdigits();
  const files = Object.fromEntries(
    (catalogEntry(name)?.files ?? []).map(({ role, paths }) => [role, located(folders, name, paths)]),
  );
  return name === 'fashion-mnist'
    ? readIdxImages(name, files)
    : (KNOWN_TABLES[name] as (typeof KNOWN_TABLES)[string])(files);
}

function located(folders: readonly string[], name: string, paths: readonly string[]): string {
  const found = folders.flatMap((folder) => paths.map((path) => join(folder, path))).find((path) => existsSync(path));
  if (found !== undefined) return found;
  const file = basename(paths[0] ?? name);
  throw new MissingDataError(`needs ${name}: ${file} is in none of ${folders.join(', ')}; name its folder with --data`);
}
