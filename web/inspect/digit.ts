/** Part of the picture that a digit fills, as MNIST's do: 20 of 28 pixels. */
const FILLED = 20 / 28;

/** A drawing as grey values from 0 to 1, row by row. */
export interface Drawing {
  width: number;
  height: number;
  values: Float32Array;
}

/**
 * A drawing as an example of a run's data: its box scaled to a part of the picture, its centre of mass in the middle, each
 * pixel the mean of what it covers.
 *
 * Source  LeCun's description of MNIST; null for a drawing without ink
 */
export function asExample(drawing: Drawing, height: number, width: number, filled = FILLED): number[] | null {
  const box = boxOf(drawing);
  if (!box) return null;
  const scale = (filled * Math.min(height, width)) / Math.max(box.right - box.left, box.bottom - box.top);
  const toX = (x: number) => width / 2 + (x - box.massX) * scale;
  const toY = (y: number) => height / 2 + (y - box.massY) * scale;
  const out = new Float64Array(height * width);
  // each pixel of the drawing is spread over those that it covers
  for (let y = box.top; y < box.bottom; y++)
    for (let x = box.left; x < box.right; x++) {
      const ink = drawing.values[y * drawing.width + x] ?? 0;
      if (ink > 0) spread(out, height, width, [toX(x), toX(x + 1)], [toY(y), toY(y + 1)], ink);
    }
  return Array.from(out, (value) => Math.min(1, value));
}

function spread(
  out: Float64Array,
  height: number,
  width: number,
  [left, right]: readonly [number, number],
  [top, bottom]: readonly [number, number],
  ink: number,
): void {
  for (let y = Math.max(0, Math.floor(top)); y < Math.min(height, bottom); y++)
    for (let x = Math.max(0, Math.floor(left)); x < Math.min(width, right); x++) {
      const covered = (Math.min(right, x + 1) - Math.max(left, x)) * (Math.min(bottom, y + 1) - Math.max(top, y));
      const at = y * width + x;
      if (covered > 0) out[at] = (out[at] ?? 0) + covered * ink;
    }
}

function boxOf({ width, height, values }: Drawing) {
  let [left, right, top, bottom] = [width, 0, height, 0];
  let [mass, massX, massY] = [0, 0, 0];
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const ink = values[y * width + x] ?? 0;
      if (ink <= 0) continue;
      [left, right, top, bottom] = [
        Math.min(left, x),
        Math.max(right, x + 1),
        Math.min(top, y),
        Math.max(bottom, y + 1),
      ];
      mass += ink;
      massX += ink * (x + 0.5);
      massY += ink * (y + 0.5);
    }
  return mass > 0 ? { left, right, top, bottom, massX: massX / mass, massY: massY / mass } : null;
}
