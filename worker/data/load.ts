import type { DatasetChoice } from '../../shared/training/dataset.ts';
import { DataError } from './errors.ts';
import type { Splits } from './examples.ts';
import { GENERATORS, generate } from './generate.ts';
import { readIdxImages } from './idx-images.ts';
import { KNOWN_TABLES } from './known-tables.ts';
import type { Labelled } from './labelled.ts';
import { readMnist } from './mnist.ts';
import { readOptdigits } from './optdigits.ts';
import { prepareSplits } from './prepare.ts';
import type { DatasetSource } from './source.ts';
import { readTable } from './table.ts';

/** What is being done with the data, and how far that is, from 0 to 1. */
export interface LoadProgress {
  stage: 'read' | 'split' | 'scale';
  share: number;
}

/**
 * Reads a dataset and makes it ready for training: limited, split by the seed, scaled. The same source,
 * choice and seed give the same bytes. A seed of the data's own takes the place of `seed`, which is the run's.
 *
 * @throws {DataError} when a file or setting is wrong; names it, what was expected and what was there
 */
export async function loadSplits(
  source: DatasetSource,
  choice: DatasetChoice,
  seed: number,
  report: (progress: LoadProgress) => void = () => {},
): Promise<Splits> {
  report({ stage: 'read', share: 0 });
  const labelled = await readLabelled(source, choice, seed, report);
  return prepareSplits(labelled, choice, seed, (stage) => report({ stage, share: 0 }));
}

/**
 * Reads the rows of a dataset as they are. `decodedKey` has what they depend on.
 *
 * @throws {DataError} when a file or setting is wrong
 */
export async function readLabelled(
  source: DatasetSource,
  choice: DatasetChoice,
  seed: number,
  report: (progress: LoadProgress) => void = () => {},
): Promise<Labelled> {
  const { name, kind, files } = source;
  if (kind === 'generated' && Object.hasOwn(GENERATORS, name)) {
    return generate(name, { examples: choice.limit, noise: choice.noise }, choice.seed ?? seed);
  }
  if (kind === 'upload') {
    const { target, task, limit } = choice;
    const onProgress = (share: number) => report({ stage: 'read', share });
    return readTable(files.table, { target, task, limit, reading: source.reading, onProgress });
  }
  if (name === 'mnist') return readMnist();
  if (name === 'optdigits' && kind === 'bundled') return readOptdigits();
  if (name === 'fashion-mnist') return readIdxImages(name, files);
  if (Object.hasOwn(KNOWN_TABLES, name)) return KNOWN_TABLES[name](files);
  throw new DataError(`dataset "${name}" (${kind}): no reader for it`);
}
