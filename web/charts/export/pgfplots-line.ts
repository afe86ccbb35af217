import type { DrawnLine } from '../drawn-line.ts';
import { mainValues } from '../main-values.ts';
import type { PlotLine } from '../plot-line.ts';
import { escapeLatex } from './latex-text.ts';

interface Drawing {
  /** The name of the line's colour. */
  color: string;
  log: boolean;
  /** From x of the chart to the number that is written. */
  xOf: (x: number) => number;
  /** The most coordinates of the line. */
  most: number;
  hasBand: boolean;
  isNamed: boolean;
}

/** What is drawn of one line: its band, itself, the points that no line leads to, and its name in the legend. */
export function linePlots(drawn: DrawnLine, { color, log, xOf, most, hasBand, isNamed }: Drawing): string[] {
  const { line, label } = drawn;
  const shown = thinned(line, most);
  const values = mainValues(line);
  const at = (of: readonly number[]) => (index: number) => `(${xOf(line.x(index))},${numberOf(of[index], log)})`;
  const add = (style: readonly string[], coordinates: readonly string[], after = '') =>
    coordinates.length > 0 ? [`\\addplot[${style.join(', ')}] coordinates {${coordinates.join(' ')}}${after};`] : [];

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
        ['draw=none', `fill=${color}`, 'fill opacity=0.15', 'forget plot'],
        [...each.map(at(max)), ...each.toReversed().map(at(min))],
        ' -- cycle',
      ),
    ),
    ...add(
      [...lineStyle(drawn, color), ...(isNamed ? [] : ['forget plot'])],
      shown.flatMap((index) => [...gap(index), at(values)(index)]),
    ),
    ...(isNamed && shown.length > 0 ? [`\\addlegendentry{${escapeLatex(label)}}`] : []),
    ...add([color, 'only marks', 'mark=*', 'mark size=1pt', 'forget plot'], dots.map(at(values))),
  ];
}

export function lineStyle({ dash, strength }: DrawnLine, color: string): string[] {
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
