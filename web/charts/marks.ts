import { NON_FINITE } from '../../shared/non-finite.ts';
import { formatCount, formatValue } from '../core/format.ts';
import type { DrawnLine } from './drawn-line.ts';
import { mainValues } from './main-values.ts';

/** Values in a row that have no place on the y axis. */
export interface GapMark {
  x: number;
  /** Where the last of them is. */
  end: number;
  kind: GapKind;
  color: string;
  title: string;
}

/** Where a run goes on from the one that it was forked from. */
export interface Junction {
  x: number;
  value: number;
  color: string;
  title: string;
}

/** NaN, an infinity, or what a logarithmic axis has no place for. */
export type GapKind = 'nan' | 'above' | 'below' | 'not-positive';

/** More would hide the curve. */
const MOST_GAPS = 200;

/** Where lines go on from those of the runs that theirs were forked from: the step of a fork by run. */
export function junctionMarks(lines: readonly DrawnLine[], forkSteps: ReadonlyMap<string, number>): Junction[] {
  return lines.flatMap((drawn) => {
    const { line, label, color, strength } = drawn;
    const fork = forkSteps.get(line.run);
    if (fork === undefined || strength < 1) return [];
    const index = line.columns.step.findLastIndex((step) => step <= fork);
    const value = mainValues(line)[index];
    if (value === undefined || !Number.isFinite(value)) return [];
    return [{ x: line.x(index), value, color, title: `${label} was forked at step ${formatCount(fork)}` }];
  });
}

/** Marks where values have no place on the axis: +∞ at its top edge, the others at the bottom. */
export function gapMarks(lines: readonly DrawnLine[], log = false): GapMark[] {
  return lines.flatMap((drawn) => gapsOf(drawn, log)).slice(0, MOST_GAPS);
}

/**
 * Drawn points of which a logarithmic axis does not show the value, or the lowest of several. What lies around the middle of a
 * group is no point: mean less deviation is below 0 where no value is.
 */
export function notPositive(lines: readonly DrawnLine[]): number {
  return lines.reduce((sum, { line: { band, columns } }) => {
    const reached = band === 'spread' ? columns.mean : columns.min;
    return sum + reached.filter((value) => value <= 0).length;
  }, 0);
}

function gapsOf({ line, label, color }: DrawnLine, log: boolean): GapMark[] {
  const { nonFinite, mean, count, step } = line.columns;
  const marks: GapMark[] = [];
  /** The last mark of each kind, and the bucket that it reaches to. */
  const before = new Map<GapKind, { mark: GapMark; index: number }>();
  for (let index = 0; index < line.length; index++) {
    const x = line.x(index);
    for (const kind of kindsAt(line, index, log)) {
      const last = before.get(kind);
      if (last && last.index === index - 1 && x >= last.mark.end) {
        last.mark.end = x;
        last.index = index;
        continue;
      }
      const isOne = count[index] === 1 || kind === 'not-positive';
      const what = isOne
        ? formatValue(mean[index])
        : `${WORDS[kind]} among ${formatCount(nonFinite[index] ?? 0)} not finite`;
      const title = `${label}: ${what} from step ${formatCount(step[index] ?? 0)}`;
      const mark: GapMark = { x, end: x, kind, color, title };
      marks.push(mark);
      before.set(kind, { mark, index });
    }
  }
  return marks;
}

const WORDS: Record<GapKind, string> = { nan: 'NaN', above: '∞', below: '−∞', 'not-positive': '0 or less' };

/** What a bucket has no place for: several where it holds both infinities. Kinds that are not known are drawn as NaN. */
function kindsAt({ columns }: DrawnLine['line'], index: number, log: boolean): GapKind[] {
  if ((columns.nonFinite[index] ?? 0) > 0) {
    const bits = columns.kinds[index] || NON_FINITE.nan;
    return (['above', 'below', 'nan'] as const).filter((kind) => bits & NON_FINITE[kind]);
  }
  return log && (columns.mean[index] ?? Number.NaN) <= 0 ? ['not-positive'] : [];
}
