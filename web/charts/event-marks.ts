import type { RunEvent } from '../../shared/ingest.ts';
import type { Run } from '../../shared/run.ts';
import { formatCount } from '../core/format.ts';
import type { XKind } from './axes/x-kind.ts';
import type { DrawnLine } from './drawn-line.ts';
import type { Geometry } from './geometry.ts';
import { nameOf } from './legend-entries.ts';
import type { PlotLine } from './plot-line.ts';

/** Something that happened at one place of the x axis. */
export interface EventMark {
  x: number;
  kind: RunEvent['kind'] | 'fork' | 'diverged';
  title: string;
  /** That of the run, where several are drawn; null leaves it to the kind. */
  color: string | null;
}

type Happening = Omit<RunEvent, 'kind'> & { kind: EventMark['kind'] };

/** More would hide the curves. */
const MOST_OF_RUN = 100;
const MOST = 400;
/** A mark is met within so many pixels. */
const REACH = 5;

/**
 * Where what happened in the runs of these lines lies: their events, where they were forked, and where they diverged. Over a metric
 * each lies where its run was at that step.
 */
export function eventMarks(
  drawn: readonly DrawnLine[],
  { runs, eventsOf, x }: { runs: readonly Run[]; eventsOf: (run: string) => readonly RunEvent[]; x: XKind },
): EventMark[] {
  const shown = new Map<string, DrawnLine>();
  for (const each of drawn)
    if (each.line.band === 'extremes' && !shown.has(each.line.run)) shown.set(each.line.run, each);
  const marks = runs.flatMap((run): EventMark[] => {
    const of = shown.get(run.id);
    if (!of) return [];
    const happened = [...eventsOf(run.id).slice(-MOST_OF_RUN), ...knownOf(run, of.line)];
    return happened.flatMap((each) => {
      const place = placeOf(each, of.line, x);
      const name = shown.size > 1 ? `${nameOf(of)}: ` : '';
      const title = `${name}${each.kind} at step ${formatCount(each.step)}${each.text ? `: ${each.text}` : ''}`;
      return place === null ? [] : [{ x: place, kind: each.kind, title, color: shown.size > 1 ? of.color : null }];
    });
  });
  return marks.slice(-MOST);
}

/** What is known of a run without its events. */
function knownOf({ parentRun, forkStep, reason, startedAt, endedAt }: Run, line: PlotLine): Happening[] {
  const forked = parentRun !== null && forkStep !== null && startedAt !== null;
  return [
    ...(forked
      ? [{ kind: 'fork' as const, step: forkStep, time: Date.parse(startedAt), text: `from ${parentRun}` }]
      : []),
    ...(reason?.code === 'diverged' && endedAt
      ? [{ kind: 'diverged' as const, step: line.lastStep, time: Date.parse(endedAt), text: reason.message }]
      : []),
  ];
}

function placeOf({ step, time }: Happening, line: PlotLine, x: XKind): number | null {
  if (x === 'step') return step;
  if (x === 'time') return time;
  if (x === 'relative') return line.startTime === null ? null : time - line.startTime;
  const index = line.columns.step.findLastIndex((each) => each <= step);
  return index < 0 ? null : line.x(index);
}

/** Kinds with more marks than one in so many pixels of the plot would hide the curves behind their lines. */
const PIXELS_A_MARK = 24;

/** The kinds of which there are so many marks that each is drawn as a short stroke at the top. */
export function crowdedKinds(
  marks: readonly EventMark[],
  { left, right }: Pick<Geometry, 'left' | 'right'>,
): ReadonlySet<EventMark['kind']> {
  const byKind = Map.groupBy(marks, ({ kind }) => kind);
  return new Set([...byKind].filter(([, each]) => each.length * PIXELS_A_MARK > right - left).map(([kind]) => kind));
}

/** The marks that a pointer meets, or, where there is none, the crosshair at `at`. */
export function marksAt(
  marks: readonly EventMark[],
  pointer: number | null,
  at: number,
  { px }: Pick<Geometry, 'px'>,
): EventMark[] {
  const place = pointer ?? px(at);
  return marks.filter(({ x }) => Math.abs(px(x) - place) <= REACH);
}
