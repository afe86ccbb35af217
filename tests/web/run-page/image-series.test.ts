import { expect, test } from 'vitest';
import { imageAt, imageSeriesOf, stepsOf } from '../../../web/run-page/files/image-series.ts';

const NAMES = ['images/b/10.png', 'images/b/9.JPG', 'images/a/x/3.webp', 'notes.txt', 'images/a.png', 'images/b/x.png'];
const series = imageSeriesOf(NAMES.map((name) => ({ name })));

test('pictures are those of a key and a step, in order of both; other files are none', () => {
  expect(series).toEqual([
    { key: 'a/x', images: [{ step: 3, name: 'images/a/x/3.webp' }] },
    {
      key: 'b',
      images: [
        { step: 9, name: 'images/b/9.JPG' },
        { step: 10, name: 'images/b/10.png' },
      ],
    },
  ]);
  expect(stepsOf(series)).toEqual([3, 9, 10]);
});

test('at a step stands the newest picture up to it, and none before the first', () => {
  const [a, b] = series;
  expect(a && imageAt(a, 10)?.step).toBe(3);
  expect(b && [imageAt(b, 8), imageAt(b, 9)?.step, imageAt(b, 11)?.step]).toEqual([undefined, 9, 10]);
});
