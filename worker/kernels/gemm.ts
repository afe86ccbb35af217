// out [m, n] = a [m, k] · b [k, n], by the blocking of Goto & van de Geijn (2008): a block of b is packed
// into panels NR columns wide, a is read row by row, and the micro-kernel keeps an MR × NR tile of out in
// registers. Each element of out sums k in order in one lane, so the blocking never shows in a result.
import { KC, MC, NC, packedA, packedB, tileAt, ZEROS } from './memory';
import { MR, NR, tile } from './micro';

const TRANSPOSE_A: i32 = 1;
const TRANSPOSE_B: i32 = 2;
const ACCUMULATE: i32 = 4;
const BIAS: i32 = 8;
const RELU: i32 = 16;

/** With this many columns of b, a transposed a is read often enough to be worth packing. */
const PACK_A_FROM: i32 = 16 * NR;
const TILE_PITCH: usize = NR << 2;

export function gemm(
  out: usize, a: usize, b: usize, bias: usize,
  m: i32, n: i32, k: i32, lda: i32, ldb: i32, ldc: i32, flags: i32,
): void {
  for (let j = 0; j < n; j += NC) {
    const columns = min(NC, n - j);
    for (let p = 0; p < k; p += KC) {
      const depth = min(KC, k - p);
      if (flags & TRANSPOSE_B) packColumns(b + ((j * ldb + p) << 2), ldb, depth, columns);
      else packRows(b + ((p * ldb + j) << 2), ldb, depth, columns);

      const adds = p > 0 || (flags & ACCUMULATE) != 0;
      const floor: f32 = flags & RELU && p + depth == k ? 0 : -Infinity;
      for (let i = 0; i < m; i += MC) {
        const rows = min(MC, m - i);
        const target = out + ((i * ldc + j) << 2);
        // the sums start at what out holds, or every row at the bias, or at zeros
        const start = adds ? target : flags & BIAS ? bias + (j << 2) : ZEROS;
        const startPitch = adds ? ldc << 2 : 0;
        const startStep = start == ZEROS ? 0 : 4;
        if (flags & TRANSPOSE_A) {
          const from = a + ((p * lda + i) << 2);
          const again = columns >= PACK_A_FROM;
          if (again) packTiles(from, lda, depth, rows);
          byColumns(again, target, ldc, from, lda, rows, columns, depth, start, startPitch, startStep, floor);
        } else {
          byRows(target, ldc, a + ((i * lda + p) << 2), lda, rows, columns, depth, start, startPitch, startStep, floor);
        }
      }
    }
  }
}

/** Full tiles, and at the end two of about half the height: a low one keeps too few sums going at once. */
@inline
function heightOf(left: i32): i32 {
  return left >= 2 * MR ? MR : left > MR ? (left + 1) >> 1 : left;
}

function byRows(
  out: usize, ldc: i32, a: usize, lda: i32, rows: i32, columns: i32, depth: i32,
  start: usize, startPitch: i32, startStep: i32, floor: f32,
): void {
  for (let j = 0; j < columns; j += NR) {
    const panel = packedB() + ((j * depth) << 2);
    const width = min(NR, columns - j);
    for (let i = 0; i < rows; ) {
      const height = heightOf(rows - i);
      const target = out + ((i * ldc + j) << 2);
      const first = start + i * startPitch + j * startStep;
      const from = a + ((i * lda) << 2);
      if (width == NR) tile(false, height, target, ldc << 2, from, lda << 2, panel, depth, first, startPitch, floor);
      else edge(false, height, width, target, ldc << 2, from, lda << 2, panel, depth, first, startPitch, floor);
      i += height;
    }
  }
}

function byColumns(
  packed: bool, out: usize, ldc: i32, a: usize, lda: i32, rows: i32, columns: i32, depth: i32,
  start: usize, startPitch: i32, startStep: i32, floor: f32,
): void {
  for (let j = 0; j < columns; j += NR) {
    const panel = packedB() + ((j * depth) << 2);
    const width = min(NR, columns - j);
    for (let i = 0; i < rows; ) {
      const height = heightOf(rows - i);
      const target = out + ((i * ldc + j) << 2);
      const first = start + i * startPitch + j * startStep;
      const from = packed ? packedA() + ((i * depth) << 2) : a + (i << 2);
      const pitch = (packed ? height : lda) << 2;
      if (width == NR) tile(true, height, target, ldc << 2, from, pitch, panel, depth, first, startPitch, floor);
      else edge(true, height, width, target, ldc << 2, from, pitch, panel, depth, first, startPitch, floor);
      i += height;
    }
  }
}

/** A tile that is narrower than NR goes through a buffer, so that only its own columns are written. */
function edge(
  byColumns: bool, height: i32, width: i32, out: usize, outPitch: usize, a: usize, aPitch: usize, panel: usize, depth: i32,
  start: usize, startPitch: usize, floor: f32,
): void {
  const bytes = <usize>(width << 2);
  const buffer = tileAt();
  if (startPitch > 0) {
    for (let i: usize = 0; i < <usize>height; i++) memory.copy(buffer + i * TILE_PITCH, start + i * startPitch, bytes);
    start = buffer;
    startPitch = TILE_PITCH;
  }
  tile(byColumns, height, buffer, TILE_PITCH, a, aPitch, panel, depth, start, startPitch, floor);
  for (let i: usize = 0; i < <usize>height; i++) memory.copy(out + i * outPitch, buffer + i * TILE_PITCH, bytes);
}

/** Packs b [depth, columns], stored row by row, into panels [depth, NR] with zeros beyond the last column. */
function packRows(b: usize, ldb: i32, depth: i32, columns: i32): void {
  let to = packedB();
  const pitch = <usize>(ldb << 2);
  for (let j = 0; j < columns; j += NR) {
    let from = b + (j << 2);
    const width = min(NR, columns - j);
    if (width == NR) {
      for (let p = 0; p < depth; p++) {
        for (let c: usize = 0; c < <usize>(NR << 2); c += 16) v128.store(to + c, v128.load(from + c));
        to += NR << 2;
        from += pitch;
      }
    } else {
      for (let p = 0; p < depth; p++) {
        for (let c = 0; c < NR; c++) store<f32>(to + (c << 2), c < width ? load<f32>(from + (c << 2)) : 0);
        to += NR << 2;
        from += pitch;
      }
    }
  }
}

/** Packs b [depth, columns], stored column by column, into the same panels. */
function packColumns(b: usize, ldb: i32, depth: i32, columns: i32): void {
  const pitch = <usize>(ldb << 2);
  for (let j = 0; j < columns; j += NR) {
    const panel = packedB() + ((j * depth) << 2);
    const width = min(NR, columns - j);
    for (let c = 0; c < NR; c += 4) {
      const to = panel + (c << 2);
      const from = b + <usize>(j + c) * pitch;
      if (c + 4 <= width) transposeFour(to, NR << 2, from, pitch, depth);
      else {
        for (let p = 0; p < depth; p++) {
          for (let e = 0; e < 4; e++) {
            const value = c + e < width ? load<f32>(from + <usize>e * pitch + (p << 2)) : 0;
            store<f32>(to + ((p * NR + e) << 2), value);
          }
        }
      }
    }
  }
}

/** Packs a, stored column by column, tile by tile: [depth, height] each, so that a tile is read in one run. */
function packTiles(a: usize, lda: i32, depth: i32, rows: i32): void {
  const pitch = <usize>(lda << 2);
  for (let i = 0; i < rows; ) {
    const height = heightOf(rows - i);
    let to = packedA() + ((i * depth) << 2);
    let from = a + (i << 2);
    if (height >= 4) {
      const second = (height - 4) << 2; // the second vector overlaps the first and ends with the tile
      for (let p = 0; p < depth; p++) {
        v128.store(to, v128.load(from));
        v128.store(to + second, v128.load(from + second));
        to += height << 2;
        from += pitch;
      }
    } else {
      for (let p = 0; p < depth; p++) {
        for (let e = 0; e < height; e++) store<f32>(to + (e << 2), load<f32>(from + (e << 2)));
        to += height << 2;
        from += pitch;
      }
    }
    i += height;
  }
}

/** Writes four rows of `length` elements, `pitch` bytes apart, as four neighbouring columns. */
function transposeFour(to: usize, toPitch: usize, from: usize, pitch: usize, length: i32): void {
  const from1 = from + pitch;
  const from2 = from1 + pitch;
  const from3 = from2 + pitch;
  let i: usize = 0;
  const whole = <usize>((length & ~3) << 2);
  for (; i < whole; i += 16) {
    const r0 = v128.load(from + i);
    const r1 = v128.load(from1 + i);
    const r2 = v128.load(from2 + i);
    const r3 = v128.load(from3 + i);
    const low01 = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5);
    const low23 = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5);
    const high01 = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7);
    const high23 = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7);
    v128.store(to, v128.shuffle<f32>(low01, low23, 0, 1, 4, 5));
    v128.store(to + toPitch, v128.shuffle<f32>(low01, low23, 2, 3, 6, 7));
    v128.store(to + 2 * toPitch, v128.shuffle<f32>(high01, high23, 0, 1, 4, 5));
    v128.store(to + 3 * toPitch, v128.shuffle<f32>(high01, high23, 2, 3, 6, 7));
    to += 4 * toPitch;
  }
  for (; i < <usize>(length << 2); i += 4) {
    store<f32>(to, load<f32>(from + i));
    store<f32>(to, load<f32>(from1 + i), 4);
    store<f32>(to, load<f32>(from2 + i), 8);
    store<f32>(to, load<f32>(from3 + i), 12);
    to += toPitch;
  }
}
