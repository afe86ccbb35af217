import { type ContourMap, contourMap } from './contours.ts';
import { grownView, isCovered, type View } from './frame.ts';
import type { Slice } from './slice.ts';

/** A view that stays for so long is drawn anew in full detail. */
const SETTLED_MS = 120;
/** Around what is shown, so that a drag brings in what is there already. */
const GROWN = 1.4;
/** A map of so many times the view's span, or more, is too coarse for it. */
const COARSEST = 2.5;
/** CSS pixels between two points at which the function is evaluated. */
const CELL = 3;
const MOST_CELLS = { across: 320, up: 240 };

interface Wanted {
  slice: Slice;
  view: View;
  width: number;
  height: number;
}

/** The contours around what is shown: kept while one drags and zooms, made anew where they do not reach or once it rests. */
export class ContourCache {
  current = $state.raw<ContourMap | null>(null);
  #slice: Slice | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  need(wanted: Wanted): void {
    clearTimeout(this.#timer);
    const { view } = wanted;
    if (this.#slice !== wanted.slice || !this.current || !isCovered(this.current.view, view, COARSEST * GROWN))
      this.#make(wanted);
    else this.#timer = setTimeout(() => this.#make(wanted), SETTLED_MS);
  }

  close(): void {
    clearTimeout(this.#timer);
  }

  #make({ slice, view, width, height }: Wanted): void {
    this.#slice = slice;
    const size = {
      across: Math.max(8, Math.min(MOST_CELLS.across, Math.round((GROWN * width) / CELL))),
      up: Math.max(8, Math.min(MOST_CELLS.up, Math.round((GROWN * height) / CELL))),
    };
    this.current = contourMap(slice, grownView(view, GROWN), size);
  }
}
