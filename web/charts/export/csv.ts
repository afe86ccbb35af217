import { csvCell } from '../../core/table-text.ts';
import type { XKind } from '../axes/x-kind.ts';
import type { DrawnLine } from '../drawn-line.ts';
import type { LinesScene } from '../lines-scene.ts';
import { isSmoothed } from '../main-values.ts';

const OF_RUNS = ['min', 'max', 'points', 'smoothed'];
/** What lies around the middle of a group, and how many of its runs count there. */
const OF_GROUPS = ['low', 'high', 'runs'];

/**
 * What a chart shows as CSV (RFC 4180), a row a bucket. The column `x` is what is along the axis, where that is neither
 * the step nor the time. A group has no step or time but on such an axis.
 */
export function toCsv({ drawn, x }: Pick<LinesScene, 'drawn' | 'x'>): string {
  const hasX = x.kind === 'relative' || x.kind === 'metric';
  const groups = drawn.some(({ line }) => line.band === 'spread');
  const runs = drawn.some(({ line }) => line.band === 'extremes');
  const head = [
    ...['line', 'key', 'run'],
    ...(hasX ? [x.title || 'x'] : []),
    ...['step', 'time', 'value'],
    ...(runs ? OF_RUNS : []),
    ...(groups ? OF_GROUPS : []),
  ];
  const rows = drawn.flatMap(({ line, label }) =>
    line.columns.step.map((_, index) => [
      ...[label, line.key, line.run],
      ...(hasX ? [line.x(index)] : []),
      ...placeOf(line, index, x.kind),
      line.columns.mean[index] ?? '',
      ...(runs ? ofRun(line, index) : []),
      ...(groups ? ofGroup(line, index) : []),
    ]),
  );
  return [head, ...rows].map((row) => row.map(csvCell).join(',')).join('\r\n');
}

type Line = DrawnLine['line'];
type Cell = string | number;

function placeOf(line: Line, index: number, kind: XKind): [step: Cell, time: Cell] {
  const isoOf = (time: number | undefined) => (time === undefined ? '' : new Date(time).toISOString());
  if (line.band === 'extremes') return [line.columns.step[index] ?? '', isoOf(line.columns.time[index])];
  return [kind === 'step' ? line.x(index) : '', kind === 'time' ? isoOf(line.x(index)) : ''];
}

function ofRun(line: Line, index: number): Cell[] {
  if (line.band === 'spread') return OF_RUNS.map(() => '');
  const { min, max, count, smoothed } = line.columns;
  return [min[index] ?? '', max[index] ?? '', count[index] ?? '', isSmoothed(line) ? (smoothed[index] ?? '') : ''];
}

function ofGroup(line: Line, index: number): Cell[] {
  if (line.band === 'extremes') return OF_GROUPS.map(() => '');
  const { min, max, count } = line.columns;
  return [min[index] ?? '', max[index] ?? '', count[index] ?? ''];
}
