import type { DrawnLine } from '../drawn-line.ts';
import { type Excursion, excursionsOf } from '../excursions.ts';
import { mainValues } from '../main-values.ts';
import type { PlotLine } from '../plot-line.ts';

const MOST_EXCURSIONS = 100;

interface Drawing {
  /** The name of the line's colour. */
  color: string;
  log: boolean;
  /** From x of the chart to the number that is written. */
  xOf: (x: number) => number;
  /** The most coordinates of the line. */
  most: number;
  hasBand: boolean;
}

/** What is drawn of one line: its band, itself, the points that no line leads to, and the extremes that it hides. */
export function linePlots(drawn: DrawnLine, { color, log, xOf, most, hasBand }: Drawing): string[] {
  const { line } = drawn;
  const shown = thinned(line, most);
  const values = mainValues(line);
  const at = (of: readonly number[]) => (index: number) => `(${xOf(line.x(index))},${numberOf(of[index], log)})`;
  const add = (style: readonly string[], coordinates: readonly string[], after = '') =>
    coordinates.length > 0
      ? [`\\addplot[${[...style, 'forget plot'].join(', ')}] coordinates {${coordinates.join(' ')}}${after};`]
      : [];

  const starts = new Set(line.pieces().map(([from]) => from));
  const isDrawable = (of: readonly number[]) => (index: number) => numberOf(of[index], log) !== 'nan';
  const { min, max } = line.columns;
  const bands =
    hasBand && !line.raw ? stretches(shown, starts, (each) => [min, max].every((of) => isDrawable(of)(each))) : [];
  const strokes = stretches(shown, starts, isDrawable(values));
  const dots = strokes.flatMap(([first, ...more]) => (first === undefined || more.length > 0 ? [] : [first]));
  const gap = (index: number) => (index > 0 && starts.has(index) ? [`(${xOf(line.x(index))},nan)`] : []);
  return [
    ...bands.flatMap((each) =>
      add(
        ['draw=none', `fill=${color}`, 'fill opacity=0.15'],
        [...each.map(at(max)), ...each.toReversed().map(at(min))],
        ' -- cycle',
      ),
    ),
    ...add(
      lineStyle(drawn, color),
      shown.flatMap((index) => [...gap(index), at(values)(index)]),
    ),
    ...add(dotStyle(color), dots.map(at(values))),
    ...hidden(line, log).flatMap(({ from, to, extremes }) => {
      const ends = line.columns[extremes];
      const isLone = to - from === 1;
      const joined = Array.from({ length: to - from + 2 }, (_, index) => from - 1 + index);
      const inside = joined.filter((index) => index >= 0 && index < line.length && isDrawable(ends)(index));
      const stroke = [color, 'line width=0.4pt'];
      if (!isLone) return add(stroke, inside.map(at(ends)));
      return [
        ...(isDrawable(values)(from) ? add(stroke, [at(values)(from), at(ends)(from)]) : []),
        ...add(dotStyle(color), [at(ends)(from)]),
      ];
    }),
  ];
}

/** Spikes that the line hides, as on the page; the first of very many. */
function hidden(line: PlotLine, log: boolean): Excursion[] {
  return line.band === 'extremes' ? excursionsOf(line, log).slice(0, MOST_EXCURSIONS) : [];
}

function dotStyle(color: string): string[] {
  return [color, 'only marks', 'mark=*', 'mark size=1pt'];
}

export function lineStyle({ dash, strength }: Pick<DrawnLine, 'dash' | 'strength'>, color: string): string[] {
  return [
    color,
    'line width=0.8pt',
    ...(strength < 1 ? [`opacity=${strength}`] : []),
    ...(dash.length > 0
      ? [`dash pattern=${dash.map((part, index) => `${index % 2 === 0 ? 'on' : 'off'} ${part}pt`).join(' ')}`]
      : []),
  ];
}

/** Indices in a row of which each passes; one of `starts` begins another row. */
function stretches(
  indices: readonly number[],
  starts: ReadonlySet<number>,
  passes: (index: number) => boolean,
): number[][] {
  const rows: number[][] = [[]];
  for (const index of indices) {
    if (!passes(index) || starts.has(index)) rows.push([]);
    if (passes(index)) rows.at(-1)?.push(index);
  }
  return rows.filter((row) => row.length > 0);
}

/** Indices of the buckets that are drawn: all, or of each stretch those with its lowest and highest value. */
function thinned(line: PlotLine, most: number): number[] {
  const all = Array.from({ length: line.length }, (_, index) => index);
  if (all.length <= most) return all;
  const values = mainValues(line);
  const stretch = Math.ceil((2 * all.length) / most);
  const kept = new Set([0, all.length - 1]);
  for (let from = 0; from < all.length; from += stretch) {
    const part = all.slice(from, from + stretch).filter((index) => Number.isFinite(values[index]));
    const value = (index: number) => values[index] as number;
    const [first] = part;
    if (first === undefined) kept.add(from);
    else {
      kept.add(part.reduce((a, b) => (value(b) < value(a) ? b : a), first));
      kept.add(part.reduce((a, b) => (value(b) > value(a) ? b : a), first));
    }
  }
  return [...kept].sort((a, b) => a - b);
}

function numberOf(value: number | undefined, log: boolean): string {
  return value === undefined || !Number.isFinite(value) || (log && value <= 0) ? 'nan' : String(value);
}
