import type { Floats } from '../floats.ts';
import type { Window2d } from '../kernels.ts';

type Visit = (window: number, ky: number, kxFrom: number, kxTo: number, at: number) => void;

/** Calls `visit` for each row of each window that lies inside the image, with where that part of the row starts. */
function eachPatchRow(w: Window2d, visit: Visit): void {
  const windows = w.batch * w.outHeight * w.outWidth;
  for (let window = 0; window < windows; window++) {
    const { n, top, left } = cornerOf(window, w);
    const from = Math.max(0, -left);
    const to = Math.min(w.kernelWidth, w.width - left);
    for (let ky = Math.max(0, -top); ky < Math.min(w.kernelHeight, w.height - top); ky++) {
      if (to > from) visit(window, ky, from, to, ((n * w.height + top + ky) * w.width + left + from) * w.channels);
    }
  }
}

/** The image that a window is on, and where its upper left corner lies: outside, in the padding, perhaps. */
function cornerOf(window: number, w: Window2d): { n: number; top: number; left: number } {
  const column = window % w.outWidth;
  const line = (window - column) / w.outWidth;
  const row = line % w.outHeight;
  return { n: (line - row) / w.outHeight, top: row * w.strideY - w.padY, left: column * w.strideX - w.padX };
}

export function unfold(out: Floats, x: Floats, w: Window2d): void {
  out.fill(0);
  eachPatchRow(w, (window, ky, from, to, at) => {
    const target = ((window * w.kernelHeight + ky) * w.kernelWidth + from) * w.channels;
    const count = (to - from) * w.channels;
    for (let i = 0; i < count; i++) out[target + i] = x[at + i];
  });
}

export function fold(out: Floats, patches: Floats, w: Window2d): void {
  out.fill(0);
  eachPatchRow(w, (window, ky, from, to, at) => {
    const source = ((window * w.kernelHeight + ky) * w.kernelWidth + from) * w.channels;
    const count = (to - from) * w.channels;
    for (let i = 0; i < count; i++) out[at + i] += patches[source + i];
  });
}

export function maxPool(out: Floats, winners: Floats, x: Floats, w: Window2d): void {
  out.fill(-Infinity);
  winners.fill(0);
  eachPatchRow(w, (window, ky, from, to, at) => {
    const target = window * w.channels;
    for (let kx = from; kx < to; kx++) {
      const source = at + (kx - from) * w.channels;
      for (let c = 0; c < w.channels; c++) {
        const value = x[source + c];
        if (value > out[target + c] || Number.isNaN(value)) {
          out[target + c] = value;
          winners[target + c] = ky * w.kernelWidth + kx;
        }
      }
    }
  });
}

export function addToWinners(out: Floats, a: Floats, winners: Floats, w: Window2d): void {
  out.fill(0);
  eachWinner(winners, w, (index, at) => {
    out[at] += a[index];
  });
}

export function takeWinners(out: Floats, x: Floats, winners: Floats, w: Window2d): void {
  eachWinner(winners, w, (index, at) => {
    out[index] = x[at];
  });
}

function eachWinner(winners: Floats, w: Window2d, visit: (index: number, at: number) => void): void {
  for (let index = 0; index < winners.length; index++) {
    const channel = index % w.channels;
    const window = (index - channel) / w.channels;
    const { n, top, left } = cornerOf(window, w);
    const kx = winners[index] % w.kernelWidth;
    const ky = (winners[index] - kx) / w.kernelWidth;
    visit(index, ((n * w.height + top + ky) * w.width + left + kx) * w.channels + channel);
  }
}

export function takeRows(out: Floats, a: Floats, indices: ArrayLike<number>, width: number): void {
  for (let row = 0; row < indices.length; row++) {
    for (let i = 0; i < width; i++) out[row * width + i] = a[indices[row] * width + i];
  }
}

export function addRows(out: Floats, a: Floats, indices: ArrayLike<number>, width: number): void {
  out.fill(0);
  for (let row = 0; row < indices.length; row++) {
    for (let i = 0; i < width; i++) out[indices[row] * width + i] += a[row * width + i];
  }
}
