import { MOST_CLOCK_PIECES } from '../../shared/query.ts';
import { withAlpha } from '../core/colors.ts';
import type { DrawnLine } from './drawn-line.ts';
import { type Excursion, excursionsOf } from './excursions.ts';
import { isSmoothed, mainValues } from './main-values.ts';
import type { Place } from './place.ts';

/** What a line is drawn with besides its own style. */
export interface Look {
  log: boolean;
  width: number;
  /** Ink of the band from minimum to maximum, 0 to 1; 0 draws none. */
  band: number;
  /** Ink of the values behind a smoothed line, 0 to 1; 0 draws none. */
  raw: number;
}

type Pen = CanvasRenderingContext2D;
type Range = readonly [from: number, to: number];

/** Rasterizers take several times as long for a path of thousands of edges as for the same in pieces of so many. */
const PIECE_EDGES = 32;
/** Up to so many points each is worth a dot. */
const MOST_DOTS = 40;
const DOT = 2;

/**
 * Draws a line, back to front: the band from minimum to maximum, the values behind a smoothed line, the line, and the
 * extremes that these would hide. Each piece is drawn by itself, in order of x.
 */
export function paintLine(pen: Pen, drawn: DrawnLine, place: Place, look: Look): void {
  const { line } = drawn;
  const pieces = line.pieces();
  const plot = new Plot(pen, drawn, place, look);
  if (pieces.length > MOST_CLOCK_PIECES) {
    plot.dotsOnly();
    return;
  }
  const excursions = line.band === 'extremes' ? excursionsOf(line, look.log) : [];
  for (const range of pieces) plot.piece(range, excursions);
}

/**
 * Goes on with a line whose buckets before `since` are drawn: without the extremes that it hides, which depend on all of
 * its buckets.
 */
export function continueLine(pen: Pen, drawn: DrawnLine, place: Place, look: Look, since: number): void {
  const pieces = drawn.line.pieces();
  if (pieces.length > MOST_CLOCK_PIECES) return;
  const plot = new Plot(pen, drawn, place, look, since);
  for (const range of pieces.filter(([, to]) => to > since)) plot.piece(range, []);
}

class Plot {
  readonly #pen: Pen;
  readonly #drawn: DrawnLine;
  readonly #place: Place;
  readonly #look: Look;
  readonly #main: readonly number[];
  /** The first bucket that is not drawn yet; strokes to it begin at the one before. */
  readonly #since: number;
  /** Where buckets lie from `#from` on. */
  readonly #xs: Float64Array;
  readonly #from: number;

  constructor(pen: Pen, drawn: DrawnLine, place: Place, look: Look, since = 0) {
    this.#pen = pen;
    this.#drawn = drawn;
    this.#place = place;
    this.#look = look;
    this.#main = mainValues(drawn.line);
    this.#since = since;
    this.#from = Math.max(0, since - 1);
    this.#xs = new Float64Array(drawn.line.length - this.#from);
    for (let index = 0; index < this.#xs.length; index++) this.#xs[index] = place.px(drawn.line.x(this.#from + index));
  }

  piece(range: Range, excursions: readonly Excursion[]): void {
    const { line, dash } = this.#drawn;
    const { band, raw, width } = this.#look;
    const open: Range = [Math.max(range[0], this.#from), range[1]];
    if (!line.raw && band > 0) this.#band(open, band);
    if (isSmoothed(line) && raw > 0) this.#stroke(line.columns.mean, open, { ink: raw, width: 1 });
    this.#stroke(this.#main, open, { ink: 1, width, dash });
    this.#dots(range);
    for (const each of excursions) if (each.from >= range[0] && each.from < range[1]) this.#excursion(each, range);
  }

  dotsOnly(): void {
    this.#pen.fillStyle = this.#ink(1);
    for (const [index, value] of this.#main.entries()) this.#dot(index, value, 1.5);
  }

  #band([from, to]: Range, ink: number): void {
    const { min, max } = this.#drawn.line.columns;
    const pen = this.#pen;
    pen.fillStyle = this.#ink(ink);
    pen.beginPath();
    for (let start = from; start < to; ) {
      let end = start;
      while (end < to && this.#isDrawn(max[end])) end++;
      if (end > start) {
        for (let index = start; index < end; index++) this.#lineTo(index, max[index] as number, index === start);
        // A logarithmic axis has no place for a minimum of 0 and below: the band then reaches its lower edge.
        for (let index = end - 1; index >= start; index--) this.#lineTo(index, min[index] as number, false);
        pen.closePath();
      }
      start = end + 1;
    }
    pen.fill();
  }

  #stroke(
    values: readonly number[],
    [from, to]: Range,
    { ink, width, dash = [] }: { ink: number; width: number; dash?: number[] },
  ): void {
    const pen = this.#pen;
    pen.strokeStyle = this.#ink(ink);
    pen.lineWidth = width;
    pen.setLineDash(dash);
    pen.beginPath();
    // A dash goes on over pieces in one path only, and where pieces meet translucent ink would be twice as dark.
    const mostEdges = dash.length === 0 && ink * this.#drawn.strength === 1 ? PIECE_EDGES : Number.POSITIVE_INFINITY;
    let edges = 0;
    for (let index = from; index < to; index++) {
      const value = values[index] as number;
      if (!this.#isDrawn(value)) continue;
      const before = index > from ? values[index - 1] : undefined;
      const isJoined = this.#isDrawn(before);
      this.#lineTo(index, value, !isJoined);
      if (!isJoined || ++edges < mostEdges) continue;
      pen.stroke();
      pen.beginPath();
      // The last edge is drawn again, so that its two ends are joined round.
      this.#lineTo(index - 1, before as number, true);
      this.#lineTo(index, value, false);
      edges = 1;
    }
    pen.stroke();
    pen.setLineDash([]);
  }

  /** Dots where a line alone would not show: on short lines, and on a point between two gaps. */
  #dots([from, to]: Range): void {
    const isFew = to - from <= MOST_DOTS;
    const isGap = (index: number) => index < from || index >= to || !this.#isDrawn(this.#main[index]);
    this.#pen.fillStyle = this.#ink(1);
    for (let index = Math.max(from, this.#since); index < to; index++) {
      if (isFew || (isGap(index - 1) && isGap(index + 1))) this.#dot(index, this.#main[index] as number, DOT);
    }
  }

  /** A lone extreme as a stroke from the line, with a dot; several in a row joined from the bucket before to the one behind. */
  #excursion({ from, to, extremes }: Excursion, [first, end]: Range): void {
    const values = this.#drawn.line.columns[extremes];
    const stroke = { ink: 1, width: 1 };
    if (to - from > 1) {
      this.#stroke(values, [Math.max(first, from - 1), Math.min(end, to + 1)], stroke);
      return;
    }
    const [pen, base, tip] = [this.#pen, this.#main[from], values[from] as number];
    pen.fillStyle = this.#ink(1);
    this.#dot(from, tip, DOT);
    if (!this.#isDrawn(base)) return;
    pen.strokeStyle = this.#ink(1);
    pen.lineWidth = 1;
    pen.beginPath();
    this.#lineTo(from, base as number, true);
    this.#lineTo(from, tip, false);
    pen.stroke();
  }

  #lineTo(index: number, value: number, isFirst: boolean): void {
    const x = this.#xs[index - this.#from] as number;
    if (isFirst) this.#pen.moveTo(x, this.#place.py(value));
    else this.#pen.lineTo(x, this.#place.py(value));
  }

  #dot(index: number, value: number, radius: number): void {
    if (!this.#isDrawn(value)) return;
    this.#pen.beginPath();
    this.#pen.arc(this.#xs[index - this.#from] as number, this.#place.py(value), radius, 0, 2 * Math.PI);
    this.#pen.fill();
  }

  #isDrawn(value: number | undefined): boolean {
    return value !== undefined && Number.isFinite(value) && (!this.#look.log || value > 0);
  }

  #ink(share: number): string {
    return withAlpha(this.#drawn.color, share * this.#drawn.strength);
  }
}
