import { contours } from 'd3-contour';
import { surfaceValue } from '../../shared/training/surface-shape.ts';
import type { View } from './frame.ts';
import { contourLevels, type Levels } from './levels.ts';
import { evenNumbers, type Slice, sliceValues } from './slice.ts';

/** What lies above one level, as rings of coordinates; holes run the other way. */
export interface Contour {
  level: number;
  rings: [number, number][][];
}

/** The lines of equal value of a plane, from the lowest. */
export interface ContourMap {
  view: View;
  levels: Levels;
  contours: Contour[];
}

/**
 * The contours of a surface in a plane.
 *
 * @param size how many points of a grid the function is evaluated at, across and up
 */
export function contourMap(slice: Slice, view: View, size: { across: number; up: number }): ContourMap {
  const xs = evenNumbers(...view.x, size.across);
  const ys = evenNumbers(...view.y, size.up);
  const values = sliceValues(slice, xs, ys);
  const levels = contourLevels(values, lowestOf(slice));
  const [stepX, stepY] = [xs[1] ?? 0, ys[1] ?? 0].map((second, axis) => second - ((axis === 0 ? xs : ys)[0] ?? 0));
  const toPlane = ([x = 0, y = 0]: number[]): [number, number] => [
    view.x[0] + (x - 0.5) * (stepX ?? 0), // the value of a cell stands at its middle
    view.y[0] + (y - 0.5) * (stepY ?? 0),
  ];
  const found = contours().size([size.across, size.up]).thresholds(levels.values)(Array.from(values));
  return {
    view,
    levels,
    contours: found.map(({ value, coordinates }) => ({
      level: value,
      rings: coordinates.flatMap((polygon) => polygon.map((ring) => ring.map(toPlane))),
    })),
  };
}

/** The lowest value that is known; of a plane through other points than the minima, values count from the lowest in it. */
function lowestOf({ shape, across, up, at }: Slice): number | null {
  const values = shape.minima.map((minimum) =>
    surfaceValue(
      shape,
      minimum.map((each, index) => (index === across || index === up ? each : (at[index] ?? each))),
    ),
  );
  const finite = values.filter(Number.isFinite);
  return finite.length > 0 ? Math.min(...finite) : null;
}
