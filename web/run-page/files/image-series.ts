import { imageOf, type RunFile } from '../../../shared/run-file.ts';

/** The pictures of one key, by step. */
export interface ImageSeries {
  key: string;
  images: { step: number; name: string }[];
}

/** The pictures among files, by key in the order of their names. */
export function imageSeriesOf(files: readonly Pick<RunFile, 'name'>[]): ImageSeries[] {
  const found = files.flatMap(({ name }) => {
    const image = imageOf(name);
    return image ? [{ ...image, name }] : [];
  });
  const byKey = Map.groupBy(found, ({ key }) => key);
  return [...byKey]
    .map(([key, images]) => ({
      key,
      images: images.map(({ step, name }) => ({ step, name })).sort((a, b) => a.step - b.step),
    }))
    .sort((a, b) => a.key.localeCompare(b.key, 'en', { numeric: true }));
}

/** Every step at which there is a picture, in order. */
export function stepsOf(series: readonly ImageSeries[]): number[] {
  const steps = series.flatMap(({ images }) => images.map(({ step }) => step));
  return [...new Set(steps)].sort((a, b) => a - b);
}

/** The newest picture of a series at a step or before it; undefined before its first. */
export function imageAt({ images }: ImageSeries, step: number): ImageSeries['images'][number] | undefined {
  return images.findLast((image) => image.step <= step);
}
