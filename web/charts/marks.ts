import type { XAxis } from '../../shared/query.ts';
import type { StoredEvent } from '../lib/api.ts';
import { formatCount, formatValue } from '../lib/format.ts';
import type { DrawnLine } from './drawn-line.ts';

/** Something that happened at one place of the x axis. */
export interface EventMark {
  x: number;
  kind: StoredEvent['kind'];
  title: string;
}

/** A value that has no place on the y axis. */
export interface GapMark {
  x: number;
  edge: 'top' | 'bottom';
  color: string;
  title: string;
}

/** More would hide the curve. */
const MOST_GAPS = 200;

export function eventMarks(events: readonly StoredEvent[], x: XAxis, startTime: number): EventMark[] {
  const place = (event: StoredEvent) =>
    x === 'step' ? event.step : x === 'time' ? event.time : event.time - startTime;
  return events.map((event) => ({
    x: place(event),
    kind: event.kind,
    title: `${event.kind} at step ${formatCount(event.step)}: ${event.text}`,
  }));
}

/** Marks where NaN or an infinity stands in for a value: +∞ at the top edge, the others at the bottom. */
export function gapMarks(lines: readonly DrawnLine[]): GapMark[] {
  const marks: GapMark[] = [];
  for (const { line, label, color } of lines) {
    const { nonFinite, last, count, step } = line.columns;
    nonFinite.forEach((gaps, index) => {
      if (gaps === 0 || marks.length >= MOST_GAPS) return;
      const value = last[index] ?? Number.NaN;
      const what = count[index] === 1 ? formatValue(value) : `${gaps} values that are not finite`;
      const edge = value === Number.POSITIVE_INFINITY ? 'top' : 'bottom';
      marks.push({
        x: line.x(index),
        edge,
        color,
        title: `${label}: ${what} at step ${formatCount(step[index] ?? 0)}`,
      });
    });
  }
  return marks;
}
