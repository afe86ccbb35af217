import type { DatasetChoice } from '../../shared/training/dataset.ts';
import type { DatasetSource } from './source.ts';

/**
 * Equal for two runs where reading their data gives the same rows.
 *
 * `digests` are those of the files by role, so that a file that has changed has another key.
 */
export function decodedKey(
  { name, kind, reading = {} }: DatasetSource,
  { limit, noise, target, task, seed }: DatasetChoice,
  runSeed: number,
  digests: Record<string, string>,
): string {
  if (kind === 'generated') return JSON.stringify([kind, name, limit, noise, seed ?? runSeed]);
  if (kind === 'upload') return JSON.stringify([kind, digests, reading, target, task, limit]);
  return JSON.stringify([kind, name, digests]);
}

/** Equal for two runs that train on the same numbers: of rows with that key, the same ones in the same parts, scaled alike. */
export function preparedKey(
  decoded: string,
  { limit, validation, test, scaling, seed }: DatasetChoice,
  runSeed: number,
): string {
  return JSON.stringify([decoded, limit, validation, test, scaling, seed ?? runSeed]);
}
