import { type BoundaryHeader, decodeCell } from '../../shared/inspect/boundary-file.ts';
import { sequentialColor } from '../core/color-maps.ts';
import { runColor, type ThemeName } from '../core/colors.ts';

/** How much of its colour a class has where it hardly leads, and where it is certain. */
const [FAINT, FULL] = [0.1, 0.62];

type Rgb = readonly [red: number, green: number, blue: number];

/** The colour of a class. */
export function classColor(index: number, theme: ThemeName): string {
  return runColor(index, theme);
}

/** The colour of a target: of its class, or of the share that it has of the range of values. */
export function targetColor(target: number, { range }: Pick<BoundaryHeader, 'range'>, theme: ThemeName): string {
  if (!range) return classColor(target, theme);
  return sequentialColor((target - range[0]) / (range[1] - range[0] || 1), theme);
}

/** A field as pixels, [side, side] of red, green, blue and alpha from the top row: classes in their colours on the surface. */
export function fieldPixels(
  cells: Uint8Array,
  { side, outputs, range }: Pick<BoundaryHeader, 'side' | 'outputs' | 'range'>,
  theme: ThemeName,
  surface: string,
): Uint8ClampedArray<ArrayBuffer> {
  const colors = Array.from({ length: 256 }, (_, cell) =>
    range ? rgbOf(sequentialColor(cell / 255, theme)) : classPixel(cell, outputs, theme, rgbOf(surface)),
  );
  const pixels = new Uint8ClampedArray(4 * side ** 2);
  for (let row = 0; row < side; row++)
    for (let column = 0; column < side; column++) {
      const [red, green, blue] = colors[cells[(side - 1 - row) * side + column] ?? 0] ?? [0, 0, 0];
      pixels.set([red, green, blue, 255], 4 * (row * side + column));
    }
  return pixels;
}

function classPixel(cell: number, classes: number, theme: ThemeName, surface: Rgb): Rgb {
  const { index, lead } = decodeCell(cell, classes);
  const share = FAINT + (FULL - FAINT) * lead;
  const color = rgbOf(classColor(index, theme));
  return [0, 1, 2].map((part) => (1 - share) * (surface[part] ?? 0) + share * (color[part] ?? 0)) as unknown as Rgb;
}

function rgbOf(hex: string): Rgb {
  return [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)) as unknown as Rgb;
}
