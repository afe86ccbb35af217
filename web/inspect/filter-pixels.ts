import type { FilterLayer } from '../../shared/inspect/filters.ts';
import { divergingColor } from '../core/color-maps.ts';
import type { ThemeName } from '../core/colors.ts';

/** The weights of a layer, [shown, channels, height, width]. */
export function weightsIn({ weights }: Pick<FilterLayer, 'weights'>): Float32Array {
  const bytes = Uint8Array.from(atob(weights), (each) => each.charCodeAt(0));
  const view = new DataView(bytes.buffer);
  return Float32Array.from({ length: bytes.length / 4 }, (_, at) => view.getFloat32(4 * at, true));
}

/** One filter as pixels on the scale of its layer, blue below 0 and orange above. */
export function filterPixels(
  { height, width, largest }: Pick<FilterLayer, 'height' | 'width' | 'largest'>,
  weights: Float32Array,
  image: number,
  theme: ThemeName,
): Uint8ClampedArray<ArrayBuffer> {
  const size = height * width;
  const pixels = new Uint8ClampedArray(4 * size);
  for (let pixel = 0; pixel < size; pixel++) {
    const color = divergingColor((weights[image * size + pixel] ?? 0) / (largest || 1), theme);
    const parts = [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16));
    pixels.set([...parts, 255], 4 * pixel);
  }
  return pixels;
}
