import { contours } from 'd3-contour';
import type { LossSurface } from '../../shared/inspect/loss-surface.ts';
import { fromJsonNumber } from '../../shared/number.ts';

const LEVELS = 14;

/** What lies above one loss, as rings of places in the plane, from 0 to 1 along both sides. */
export interface LossContour {
  loss: number;
  /** Where the level lies among all, from 0, the lowest, to 1. */
  share: number;
  rings: [x: number, y: number][][];
}

/**
 * The contours of a loss surface, their levels by equal ratios above the lowest loss, since a loss grows by orders away
 * from its minimum.
 */
export function lossContours({ loss, x, y }: Pick<LossSurface, 'loss' | 'x' | 'y'>): LossContour[] {
  const finite = loss.flat().map(fromJsonNumber).filter(Number.isFinite);
  const [low, high] = [Math.min(...finite), Math.max(...finite)];
  const values = loss.flat().map((each) => (Number.isFinite(fromJsonNumber(each)) ? fromJsonNumber(each) : high));
  const levels = levelsOf(low, high);
  const found = contours().size([x.length, y.length]).thresholds(levels)(values);
  return found.map(({ value, coordinates }, index) => ({
    loss: value,
    share: index / (levels.length - 1 || 1),
    rings: coordinates.flatMap((polygon) =>
      polygon.map((ring) =>
        ring.map(([column = 0, row = 0]): [number, number] => [
          (column - 0.5) / (x.length - 1),
          (row - 0.5) / (y.length - 1),
        ]),
      ),
    ),
  }));
}

function levelsOf(low: number, high: number): number[] {
  if (!(high > low)) return [low];
  const floor = Math.max(low, (high - low) * 1e-3, 1e-9);
  const growth = (high / floor) ** (1 / LEVELS);
  const rising = Array.from({ length: LEVELS }, (_, index) => floor * growth ** index).filter((level) => level > low);
  return [low, ...rising];
}
