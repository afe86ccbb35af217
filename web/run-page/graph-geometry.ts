import type { GraphEdge, GraphRow } from './graph-layout.ts';

/** The position of a row's box, in CSS pixels from the top of the drawing. */
export interface Place {
  top: number;
  height: number;
}

/** Room below each box for the arrow to the next. */
export const GAP = 18;
const ONE_LINE = 32;
const TWO_LINES = 50;
const LANE = 14;
/** Distance of straight arrows from the left edge. */
const SPINE = 26;
const CORNER = 5;
/** At the side of a box, arrows leave below its middle and arrive above it. */
const OFF_MIDDLE = 5;

export function heightOf(row: GraphRow): number {
  if (row.kind === 'layer') return row.open ? ONE_LINE : TWO_LINES;
  return row.kind === 'operation' && row.given.length > 0 ? TWO_LINES : ONE_LINE;
}

export function placeRows(rows: readonly GraphRow[]): Place[] {
  let top = 0;
  return rows.map((row) => {
    const place = { top, height: heightOf(row) };
    top += place.height + GAP;
    return place;
  });
}

/** Width right of the boxes for a number of lanes. */
export function laneRoom(lanes: number): number {
  return lanes === 0 ? 0 : (lanes + 0.5) * LANE;
}

/** An SVG path from box to box, the tip of its arrow at its end; `right` is where boxes end. */
export function pathOf({ from, to, lane }: GraphEdge, places: readonly Place[], right: number): string {
  const [source, target] = [places[from], places[to]];
  if (!source || !target) return '';
  if (lane === 0) return `M${SPINE} ${source.top + source.height}V${target.top}`;
  const x = right + lane * LANE;
  const start = source.top + source.height / 2 + OFF_MIDDLE;
  const end = target.top + target.height / 2 - OFF_MIDDLE;
  return (
    `M${right} ${start}H${x - CORNER}Q${x} ${start} ${x} ${start + CORNER}` +
    `V${end - CORNER}Q${x} ${end} ${x - CORNER} ${end}H${right}`
  );
}
