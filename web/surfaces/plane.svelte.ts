import { surfaceValue } from '../../shared/training/surface-shape.ts';
import { formatValue } from '../core/format.ts';
import { isEqualAspect, panned, type View, withEqualAspect, zoomed } from './frame.ts';
import type { SurfaceBoard } from './surface-board.svelte.ts';
import type { SurfaceView } from './surface-view.svelte.ts';

interface Size {
  width: number;
  height: number;
}

/** The part of the plane that a panel shows, and how it is moved. */
export class Plane {
  /** Of the plot in CSS pixels; 0 before it is on the page. */
  size = $state.raw<Size>({ width: 0, height: 0 });
  readonly #board: SurfaceBoard;
  readonly #looked: SurfaceView;

  constructor(board: SurfaceBoard, looked: SurfaceView) {
    this.#board = board;
    this.#looked = looked;
  }

  /** What is shown in a plot of a size: of a function of one coordinate as high as its graph. */
  viewIn(size: Size): View {
    const board = this.#board;
    const given = this.#looked.view ?? board.ownView;
    if (board.isLine) return { x: given.x, y: board.graphIn(given.x).span };
    return this.#looked.view === null && isEqualAspect(given) ? withEqualAspect(given, size) : given;
  }

  get view(): View {
    return this.viewIn(this.size);
  }

  /** Names on the axes. */
  get names(): { x: string; y: string } {
    const { shape, axes, isLine } = this.#board;
    return { x: shape.variables[axes.across] ?? '', y: isLine ? 'f' : (shape.variables[axes.up] ?? '') };
  }

  /** Zooms by a factor, above 1 inwards, around a place; else around the middle. */
  zoom(factor: number, at?: { x: number; y: number }): void {
    const { x, y } = this.view;
    this.#looked.view = zoomed({ x, y }, factor, at ?? { x: (x[0] + x[1]) / 2, y: (y[0] + y[1]) / 2 });
  }

  /** Moves by a distance in coordinates. */
  pan(dx: number, dy: number): void {
    this.#looked.view = panned(this.view, dx, dy);
  }

  /** Moves by a tenth of what is shown, `right` and `up` times. */
  nudge(right: number, up: number): void {
    const { x, y } = this.view;
    this.pan((right * (x[1] - x[0])) / 10, (up * (y[1] - y[0])) / 10);
  }

  /** Shows all paths up to the shown step, and the minima. */
  fit(): void {
    const fitted = this.#board.fitted();
    if (!fitted) return;
    const isEqual = !this.#board.isLine && isEqualAspect(fitted);
    this.#looked.view = isEqual ? withEqualAspect(fitted, this.size) : fitted;
  }

  /** Shows the whole surface. */
  reset(): void {
    this.#looked.view = null;
  }

  /** A place in words, with the value there. */
  describe(x: number, y: number): string {
    const { slice, axes, shape, isLine } = this.#board;
    const at = [...slice.at];
    at[axes.across] = x;
    if (!isLine) at[axes.up] = y;
    const parts = [`${this.names.x} ${formatValue(x, 4)}`, ...(isLine ? [] : [`${this.names.y} ${formatValue(y, 4)}`])];
    return `${parts.join(', ')}: f = ${formatValue(surfaceValue(shape, at), 4)}`;
  }
}
