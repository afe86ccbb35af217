/** Sizes of a matrix of square plots, in px. */
interface MatrixPlace {
  cell: number;
  height: number;
  gap: number;
}
interface Looks {
  colors: readonly (string | null)[];
  line: string;
  without: string;
}
interface Shown {
  selected: readonly number[];
  hovered: number | null;
}

const PAD = 10;
/** From so far, in px, a dot is pointed at. */
const REACH = 9;
const FULL_TURN = 2 * Math.PI;

/**
 * Draws each axis against each other; the diagonal stays free for the names.
 *
 * @param shares `[axis][run]`, from 0 to 1; null where the run has no value
 */
export function paintScatter(
  pen: CanvasRenderingContext2D,
  shares: readonly (readonly (number | null)[])[],
  { cell, height, gap }: MatrixPlace,
  shown: Shown,
  looks: Looks,
): void {
  for (const [row, up] of shares.entries()) {
    for (const [at, across] of shares.entries()) {
      const corner = [at * (cell + gap), row * (height + gap)] as const;
      pen.strokeStyle = looks.line;
      pen.strokeRect(corner[0] + 0.5, corner[1] + 0.5, cell - 1, height - 1);
      if (row !== at) paintPlot(pen, [across, up], [...corner, cell, height], shown, looks);
    }
  }
}

function paintPlot(
  pen: CanvasRenderingContext2D,
  [across, up]: readonly (readonly (number | null)[])[],
  box: readonly [number, number, number, number],
  { selected, hovered }: Shown,
  { colors, line, without }: Looks,
): void {
  const chosen = new Set(selected);
  const others = [...(up ?? []).keys()].filter((run) => !chosen.has(run));
  // The best last, so that they lie on top.
  for (const run of [...others, ...selected.toReversed()]) {
    const [x, y] = [across?.[run] ?? null, up?.[run] ?? null];
    if (x === null || y === null) continue;
    pen.globalAlpha = chosen.has(run) ? 0.85 : 0.5;
    pen.fillStyle = chosen.has(run) ? (colors[run] ?? without) : line;
    pen.beginPath();
    const dot = dotAt(x, y, box);
    pen.arc(dot.x, dot.y, run === hovered ? 5 : 2.5, 0, FULL_TURN);
    pen.fill();
  }
  pen.globalAlpha = 1;
}

/** The nearest of these runs' dots at a point of the matrix; null where none is near. */
export function nearestDot(
  [x, y]: readonly [number, number],
  shares: readonly (readonly (number | null)[])[],
  { cell, height, gap }: MatrixPlace,
  runs: readonly number[],
): number | null {
  const [at, row] = [Math.floor(x / (cell + gap)), Math.floor(y / (height + gap))];
  if (at === row) return null;
  const [across, up] = [shares[at], shares[row]];
  let [nearest, least]: [number | null, number] = [null, REACH];
  for (const run of runs) {
    const [shareX, shareY] = [across?.[run] ?? null, up?.[run] ?? null];
    if (shareX === null || shareY === null) continue;
    const dot = dotAt(shareX, shareY, [at * (cell + gap), row * (height + gap), cell, height]);
    const distance = Math.hypot(dot.x - x, dot.y - y);
    if (distance < least) [nearest, least] = [run, distance];
  }
  return nearest;
}

function dotAt(x: number, y: number, [left, top, width, height]: readonly [number, number, number, number]) {
  return { x: left + PAD + x * (width - 2 * PAD), y: top + height - PAD - y * (height - 2 * PAD) };
}
