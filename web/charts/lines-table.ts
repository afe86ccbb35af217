import type { LinesScene } from './lines-scene.ts';
import { mainValues } from './main-values.ts';

interface Row {
  x: number;
  /** What each line is drawn at; null where it is not. */
  values: (number | null)[];
}

const MOST_ROWS = 60;

/** The lines of a chart as rows, at as many places as can be read, evenly chosen among those that the lines have. */
export function linesTable({ drawn }: LinesScene): Row[] {
  const all = new Set<number>();
  for (const { line } of drawn) for (let index = 0; index < line.length; index++) all.add(line.x(index));
  const places = [...all].sort((a, b) => a - b);
  const every = Math.max(1, Math.ceil(places.length / MOST_ROWS));
  const chosen = places.filter((_, index) => index % every === 0 || index === places.length - 1);
  return chosen.map((x) => ({
    x,
    values: drawn.map(({ line }) => {
      const isThere = line.pieces().some(([from, to]) => x >= line.x(from) && x <= line.x(to - 1));
      return isThere ? (mainValues(line)[line.nearest(x)] ?? null) : null;
    }),
  }));
}
