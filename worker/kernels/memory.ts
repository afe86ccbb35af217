// Where things lie below the tensors: packing buffers and small tables, from the first free byte on.

/** Rows of b, rows of a, and columns of b packed at a time, in elements. */
export const KC: i32 = 512;
export const MC: i32 = 192;
export const NC: i32 = 512;

export const PACKED_B: usize = (__heap_base + 63) & ~63;
export const PACKED_A: usize = PACKED_B + <usize>(KC * NC * 4);
export const TILE: usize = PACKED_A + <usize>(MC * KC * 4);
export const ZEROS: usize = TILE + 1024;
export const COUNTS: usize = ZEROS + 64;
export const MOMENTS: usize = COUNTS + 4 * 1028 * 4;
export const ROW: usize = MOMENTS + 64;

/** First byte that tensors may use. */
export function tensorStart(): usize {
  return ROW + 64;
}

export function countsAt(): usize {
  return COUNTS;
}

export function momentsAt(): usize {
  return MOMENTS;
}
