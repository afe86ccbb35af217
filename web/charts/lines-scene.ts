import type { XKind } from './axes/x-kind.ts';
import type { DecidedSettings } from './chart-settings.ts';
import type { DrawnLine } from './drawn-line.ts';
import { extentOf } from './extent.ts';
import { type GapMark, gapMarks } from './marks.ts';
import { extentOfValues, isAutoLog } from './value-axis.ts';
import { robustRange, type YRange } from './y-range.ts';

/** A y axis. */
export interface ValueAxis {
  log: boolean;
  /** The range that is drawn, whatever the values are; null leaves it to them. */
  range: readonly [number, number] | null;
  /** The lowest and highest value; null without one. */
  extent: readonly [number, number] | null;
  unit: string;
}

/** All that is drawn on the canvas of a line chart: on the page, and in a picture of it. */
export interface LinesScene {
  drawn: readonly DrawnLine[];
  x: { kind: XKind; log: boolean; extent: readonly [number, number] | null; title: string };
  left: ValueAxis;
  /** Null when no line is drawn against it. */
  right: ValueAxis | null;
  gaps: readonly GapMark[];
  /** Whether the x axis shows a stretch that the reader chose. */
  isZoomed: boolean;
  /** Whether the left axis is logarithmic because its values ask for it. */
  isAutoLog: boolean;
  /** What leaving out outliers leaves out; null when it leaves out nothing. */
  robust: YRange | null;
}

interface Shown {
  /** Of what is drawn, which may lag behind what is asked for. */
  x: XKind;
  window: readonly [number, number] | null;
  /** The stretch of the left y axis that the reader chose. */
  yWindow: readonly [number, number] | null;
  /** Whether the y axis is logarithmic, whatever the settings are. */
  log: boolean | undefined;
  unitOf: (key: string) => string;
  /** Formulas among the keys: nobody knows which of their values are better, nor their unit. */
  formulas?: readonly string[];
}

/** Lays out lines for drawing: which axes they have, and what has no place on them. */
export function linesScene(drawn: readonly DrawnLine[], settings: DecidedSettings, shown: Shown): LinesScene {
  const { x, window, yWindow, unitOf, formulas = [] } = shown;
  const isComputed = (key: string) => formulas.includes(key);
  const sides = {
    left: drawn.filter(({ side }) => side === 'left'),
    right: drawn.filter(({ side }) => side === 'right'),
  };
  const linesOf = (side: DrawnLine[]) => side.map(({ line }) => line);
  const isAuto = (side: DrawnLine[]) =>
    shown.log === undefined && settings.y === 'auto' && isAutoLog(linesOf(side), isComputed);
  const isLog = (side: DrawnLine[]) => (shown.log ?? settings.y === 'log') || isAuto(side);
  const axis = (side: DrawnLine[], range: readonly [number, number] | null): ValueAxis => ({
    log: isLog(side),
    range,
    extent: range ? null : extentOfValues(side, isLog(side)),
    unit: commonUnit(linesOf(side).map(({ key }) => (isComputed(key) ? '' : unitOf(key)))),
  });
  const robust = settings.robust && !yWindow ? robustRange(linesOf(sides.left), window, isLog(sides.left)) : null;
  const logX = settings.logX && x !== 'time';
  return {
    drawn,
    x: {
      kind: x,
      log: logX,
      extent: forwardOnly(window, logX) ?? extentOf(linesOf([...drawn]), x, logX),
      title: x === 'metric' ? (settings.xMetric ?? '') : '',
    },
    left: axis(sides.left, yWindow ?? (robust && [robust.min, robust.max])),
    right: sides.right.length > 0 ? axis(sides.right, null) : null,
    gaps: gapMarks(sides.left, isLog(sides.left)),
    isZoomed: window !== null,
    isAutoLog: isAuto(sides.left),
    robust,
  };
}

const X_TITLES: Record<XKind, string> = { step: 'Step', relative: 'Time since the start', time: 'Time', metric: '' };

/** What is along the x axis of a picture, beside which nobody chose the axis. */
export function titleOfX({ kind, title }: LinesScene['x']): string {
  return title || X_TITLES[kind];
}

/** Whether two scenes have the same lines on the same axes, however far these reach. */
export function hasSameAxes(a: LinesScene, b: LinesScene): boolean {
  return (
    a.drawn.length === b.drawn.length &&
    a.drawn.every((drawn, index) => drawn === b.drawn[index]) &&
    a.x.kind === b.x.kind &&
    a.x.log === b.x.log &&
    a.x.title === b.x.title &&
    isSameAxis(a.left, b.left) &&
    (a.right === null || b.right === null ? a.right === b.right : isSameAxis(a.right, b.right))
  );
}

function isSameAxis(a: ValueAxis, b: ValueAxis): boolean {
  const [low, high] = [a.range?.[0] === b.range?.[0], a.range?.[1] === b.range?.[1]];
  return a.log === b.log && a.unit === b.unit && low && high;
}

/** A logarithmic axis cannot begin at 0 or below. */
function forwardOnly(window: readonly [number, number] | null, log: boolean): readonly [number, number] | null {
  return window && (!log || window[0] > 0) ? window : null;
}

/** The unit that all share; none when they differ. */
function commonUnit(units: readonly string[]): string {
  const [first = ''] = units;
  return units.every((unit) => unit === first) ? first : '';
}
