import type { DatasetChoice } from '../../shared/training/dataset.ts';
import { DataError } from './errors.ts';
import type { Splits } from './examples.ts';
import { GENERATORS, generate } from './generate.ts';
import { readIdxImages } from './idx-images.ts';
import { KNOWN_TABLES } from './known-tables.ts';
import type { Labelled, Rows } from './labelled.ts';
import { readMnist } from './mnist.ts';
import { narrowed } from './narrow.ts';
import { scaleInputs, scaleTargets } from './scale.ts';
import type { DatasetSource } from './source.ts';
import { splitParts } from './split.ts';
import { readTable } from './table.ts';

/** What is being done with the data, and how far that is, from 0 to 1. */
export interface LoadProgress {
  stage: 'read' | 'split' | 'scale';
  share: number;
}

/**
 * Reads a dataset and makes it ready for training: limited, split by the seed, scaled. The same source,
 * choice and seed give the same bytes.
 *
 * @throws {DataError} when a file or setting is wrong; names it, what was expected and what was there
 */
export function loadSplits(
  source: DatasetSource,
  choice: DatasetChoice,
  seed: number,
  report: (progress: LoadProgress) => void = () => {},
): Splits {
  report({ stage: 'read', share: 0 });
  const labelled = limited(readLabelled(source, choice, seed, report), choice.limit);
  const { task, features, classNames, image, featureNames, warnings } = labelled;
  report({ stage: 'split', share: 0 });
  const parts = splitParts(labelled, choice, seed);
  report({ stage: 'scale', share: 0 });
  scaleInputs(parts, image ? image[2] : features, choice.scaling);
  const target = task === 'regression' ? scaleTargets(parts) : { shift: 0, scale: 1 };
  return {
    task,
    features,
    outputs: classNames?.length ?? 1,
    classNames,
    image,
    ...narrowed(parts, features, featureNames),
    featureNames,
    targetShift: target.shift,
    targetScale: target.scale,
    warnings,
  };
}

function readLabelled(
  source: DatasetSource,
  choice: DatasetChoice,
  seed: number,
  report: (progress: LoadProgress) => void,
): Labelled {
  const { name, kind, files } = source;
  if (kind === 'generated' && Object.hasOwn(GENERATORS, name)) {
    return generate(name, { examples: choice.limit, noise: choice.noise }, seed);
  }
  if (kind === 'upload') {
    const { target, task, limit } = choice;
    const onProgress = (share: number) => report({ stage: 'read', share });
    return readTable(files.table, { target, task, limit, reading: source.reading, onProgress });
  }
  if (name === 'mnist') return readMnist();
  if (name === 'fashion-mnist') return readIdxImages(name, files);
  if (Object.hasOwn(KNOWN_TABLES, name)) return KNOWN_TABLES[name](files);
  throw new DataError(`dataset "${name}" (${kind}): no reader for it`);
}

/** The first `limit` rows; a test set that the dataset comes with stays whole. */
function limited(labelled: Labelled, limit = Infinity): Labelled {
  const { rows, features } = labelled;
  if (limit >= rows.count) return labelled;
  const first: Rows = {
    ...rows,
    count: limit,
    inputs: rows.inputs.subarray(0, limit * features),
    targets: rows.targets.subarray(0, limit),
  };
  return { ...labelled, rows: first };
}
