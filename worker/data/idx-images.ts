import { catalogEntry } from '../../shared/training/catalog.ts';
import { DataError } from './errors.ts';
import { readIdx } from './idx.ts';
import type { Labelled, Rows } from './labelled.ts';

const CLASSES = 10;

/** Images and labels in IDX files, training and test set apart, as MNIST and its successors come. */
export function readIdxImages(name: string, files: Record<string, string>): Labelled {
  const rows = readIdxPair(files['train-images'], files['train-labels']);
  const test = readIdxPair(files['test-images'], files['test-labels']);
  const { classNames } = catalogEntry(name) ?? {};
  const [height, width] = rows.size;
  if (test.size.join() !== rows.size.join()) {
    throw new DataError(`${name}: training images are ${rows.size.join(' × ')}, test images ${test.size.join(' × ')}`);
  }
  return {
    task: 'classification',
    features: height * width,
    classNames: classNames ? [...classNames] : null,
    featureNames: null,
    image: [height, width, 1],
    rows,
    test,
    warnings: [],
  };
}

/**
 * Images [count, height, width] and their labels [count], from 0 to 9.
 *
 * @throws {DataError} when either file is no IDX file of that shape, or a label is no class
 */
export function readIdxPair(imagesPath: string, labelsPath: string): Rows & { size: [number, number] } {
  const images = readIdx(imagesPath, 3);
  const labels = readIdx(labelsPath, 1);
  const [count, height, width] = images.dimensions;
  if (labels.dimensions[0] !== count) {
    throw new DataError(`${labelsPath}: expected ${count} labels, one an image, found ${labels.dimensions[0]}`);
  }
  const targets = Int32Array.from(labels.values);
  const strange = targets.findIndex((target) => target < 0 || target >= CLASSES);
  if (strange >= 0) {
    throw new DataError(`${labelsPath}: expected labels 0 to ${CLASSES - 1}, found ${targets[strange]} at ${strange}`);
  }
  return { count, inputs: images.values, unit: 255, targets, size: [height, width] };
}
