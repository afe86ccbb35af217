import type { RunEvent } from '../../shared/ingest.ts';
import { formatCount, formatValue } from '../core/format.ts';
import type { XKind } from './axes/x-kind.ts';
import type { DrawnLine } from './drawn-line.ts';
import { mainValues } from './main-values.ts';

/** Something that happened at one place of the x axis. */
export interface EventMark {
  x: number;
  kind: RunEvent['kind'];
  title: string;
}

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
const MOST_EVENTS = 100;

/** Where events lie; none over a metric, which has no value of its own at their time. */
export function eventMarks(events: readonly RunEvent[], x: XKind, startTime: number): EventMark[] {
  if (x === 'metric') return [];
  const place = (event: RunEvent) => (x === 'step' ? event.step : x === 'time' ? event.time : event.time - startTime);
  return events.slice(-MOST_EVENTS).map((event) => ({
    x: place(event),
    kind: event.kind,
    title: `${event.kind} at step ${formatCount(event.step)}: ${event.text}`,
  }));
}

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

/** Drawn points of which a logarithmic axis does not show the value, or the lowest of several. */
export function notPositive(lines: readonly DrawnLine[]): number {
  return lines.reduce((sum, { line }) => sum + line.columns.min.filter((value) => value <= 0).length, 0);
}

function gapsOf({ line, label, color }: DrawnLine, log: boolean): GapMark[] {
  const { nonFinite, mean, count, step } = line.columns;
  const marks: GapMark[] = [];
  let before: { mark: GapMark; index: number } | undefined;
  for (let index = 0; index < line.length; index++) {
    const kind = kindOf(line, index, log);
    if (!kind) continue;
    const x = line.x(index);
    if (before && before.index === index - 1 && before.mark.kind === kind && x >= before.mark.end) {
      before.mark.end = x;
      before.index = index;
      continue;
    }
    const isOne = count[index] === 1 || kind === 'not-positive';
    const what = isOne ? formatValue(mean[index]) : `${formatCount(nonFinite[index] ?? 0)} not finite`;
    const mark: GapMark = {
      x,
      end: x,
      kind,
      color,
      title: `${label}: ${what} from step ${formatCount(step[index] ?? 0)}`,
    };
    marks.push(mark);
    before = { mark, index };
  }
  return marks;
}

function kindOf({ columns }: DrawnLine['line'], index: number, log: boolean): GapKind | null {
  const value = columns.mean[index] ?? Number.NaN;
  if ((columns.nonFinite[index] ?? 0) > 0) {
    if (value === Number.POSITIVE_INFINITY) return 'above';
    return value === Number.NEGATIVE_INFINITY ? 'below' : 'nan';
  }
  return log && value <= 0 ? 'not-positive' : null;
}
