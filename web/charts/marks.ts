import type { RunEvent } from '../../shared/ingest.ts';
import type { XAxis } from '../../shared/query.ts';
import { formatCount, formatValue } from '../core/format.ts';
import type { DrawnLine } from './drawn-line.ts';

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
  edge: 'top' | 'bottom';
  color: string;
  title: string;
}

/** More would hide the curve. */
const MOST_GAPS = 200;
const MOST_EVENTS = 100;

export function eventMarks(events: readonly RunEvent[], x: XAxis, startTime: number): EventMark[] {
  const place = (event: RunEvent) => (x === 'step' ? event.step : x === 'time' ? event.time : event.time - startTime);
  return events.slice(-MOST_EVENTS).map((event) => ({
    x: place(event),
    kind: event.kind,
    title: `${event.kind} at step ${formatCount(event.step)}: ${event.text}`,
  }));
}

/** Marks where NaN or an infinity stands in for values: +∞ at the top edge, the others at the bottom. */
export function gapMarks(lines: readonly DrawnLine[]): GapMark[] {
  return lines.flatMap(gapsOf).slice(0, MOST_GAPS);
}

function gapsOf({ line, label, color }: DrawnLine): GapMark[] {
  const { nonFinite, mean, count, step } = line.columns;
  const marks: GapMark[] = [];
  let before: { mark: GapMark; index: number } | undefined;
  nonFinite.forEach((gaps, index) => {
    if (gaps === 0) return;
    const x = line.x(index);
    const edge = mean[index] === Number.POSITIVE_INFINITY ? 'top' : 'bottom';
    if (before && before.index === index - 1 && before.mark.edge === edge) {
      before.mark.end = x;
      before.index = index;
      return;
    }
    const what = count[index] === 1 ? formatValue(mean[index]) : `${formatCount(gaps)} not finite`;
    const title = `${label}: ${what} from step ${formatCount(step[index] ?? 0)}`;
    const mark: GapMark = { x, end: x, edge, color, title };
    marks.push(mark);
    before = { mark, index };
  });
  return marks;
}
