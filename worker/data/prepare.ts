import type { DatasetChoice } from '../../shared/training/dataset.ts';
import type { Splits } from './examples.ts';
import type { Labelled, Rows } from './labelled.ts';
import { narrowed } from './narrow.ts';
import { scaleInputs, scaleTargets } from './scale.ts';
import { splitParts } from './split.ts';

/**
 * Makes rows that were read ready for training: limited, split by the seed of the data or else of the run, scaled. The
 * rows stay as they are; the inputs lie in memory that threads share.
 *
 * @throws {DataError} when nothing is left to train on, or a number is too large for float32
 */
export function prepareSplits(
  read: Labelled,
  choice: DatasetChoice,
  seed: number,
  report: (stage: 'split' | 'scale') => void = () => {},
): Splits {
  const labelled = limited(read, choice.limit);
  const { task, features, classNames, image, featureNames, warnings } = labelled;
  report('split');
  const parts = splitParts(labelled, choice, choice.seed ?? seed);
  report('scale');
  const scaling = scaleInputs(parts, image ? image[2] : features, choice.scaling);
  const target = task === 'regression' ? scaleTargets(parts) : { shift: 0, scale: 1 };
  return {
    task,
    features,
    outputs: classNames?.length ?? 1,
    classNames,
    image,
    ...narrowed(parts, features, featureNames),
    featureNames,
    scaling,
    targetShift: target.shift,
    targetScale: target.scale,
    warnings,
  };
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
