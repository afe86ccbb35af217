import { catalogEntry } from '../../shared/training/catalog.ts';
import { DataError } from './errors.ts';
import { readIdx } from './idx.ts';
import type { Labelled, Rows } from './labelled.ts';

const CLASSES = 10;

/** Images and labels in IDX files, training and test set apart, as MNIST and its successors come. */
export function readIdxImages(name: string, files: Record<string, string>): Labelled {
  const rows = readPair(files, 'train-images', 'train-labels');
  const test = readPair(files, 'test-images', 'test-labels');
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

function readPair(files: Record<string, string>, imageRole: string, labelRole: string): Rows & { size: number[] } {
  const images = readIdx(files[imageRole], 3);
  const labels = readIdx(files[labelRole], 1);
  const [count, height, width] = images.dimensions;
  if (labels.dimensions[0] !== count) {
    throw new DataError(`${files[labelRole]}: expected ${count} labels, one an image, found ${labels.dimensions[0]}`);
  }
  const targets = Int32Array.from(labels.values);
  const strange = targets.findIndex((target) => target < 0 || target >= CLASSES);
  if (strange >= 0) {
    throw new DataError(
      `${files[labelRole]}: expected labels 0 to ${CLASSES - 1}, found ${targets[strange]} at ${strange}`,
    );
  }
  return { count, inputs: images.values, unit: 255, targets, size: [height, width] };
}
