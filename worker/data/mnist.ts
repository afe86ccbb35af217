import { fileURLToPath } from 'node:url';
import { readIdxPair } from './idx-images.ts';
import type { Labelled } from './labelled.ts';

const pathOf = (file: string): string => fileURLToPath(new URL(`./mnist/${file}`, import.meta.url));

/**
 * The 10,000 MNIST digits that are part of the repository (`mnist/README.md`), read on demand.
 *
 * The classes are interleaved in proportion to their number, so that the first n examples hold every
 * class as often as the whole set does.
 */
export function readMnist(): Labelled {
  const images = pathOf('images.idx3-ubyte.gz');
  const labels = pathOf('labels.idx1-ubyte.gz');
  const { size, ...rows } = readIdxPair(images, labels);
  const [height, width] = size;
  return {
    task: 'classification',
    features: height * width,
    classNames: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
    featureNames: null,
    image: [height, width, 1],
    rows,
    test: null,
    warnings: [],
  };
}
