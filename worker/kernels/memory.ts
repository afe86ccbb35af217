// Where things lie below the tensors, from the first free byte on: zeros, and a workspace a thread with packing buffers
// and small tables, since threads that share the memory compute at the same time.

/** Rows of b, rows of a, and columns of b packed at a time, in elements. */
export const KC: i32 = 512;
export const MC: i32 = 192;
export const NC: i32 = 512;

export const ZEROS: usize = (__heap_base + 63) & ~63;

// within a workspace, in bytes
const PACKED_A: usize = <usize>(KC * NC * 4);
const TILE: usize = PACKED_A + <usize>(MC * KC * 4);
const COUNTS: usize = TILE + 1024;
const MOMENTS: usize = COUNTS + 4 * 1028 * 4;
const ROW: usize = MOMENTS + 64;
const WORKSPACE_BYTES: usize = ROW + 64;

const FIRST: usize = ZEROS + 64;
const THREADS: usize = 2;

/** Of the thread that this instance of the module runs in. */
let workspace: usize = FIRST;

/** Takes the workspace of thread `index`, 0 or 1, for all calls that follow; 0 is taken from the start. */
export function takeWorkspace(index: i32): void {
  workspace = FIRST + <usize>index * WORKSPACE_BYTES;
}

/** First byte that tensors may use. */
export function tensorStart(): usize {
  return FIRST + THREADS * WORKSPACE_BYTES;
}

@inline
export function packedB(): usize {
  return workspace;
}

@inline
export function packedA(): usize {
  return workspace + PACKED_A;
}

@inline
export function tileAt(): usize {
  return workspace + TILE;
}

@inline
export function rowAt(): usize {
  return workspace + ROW;
}

export function countsAt(): usize {
  return workspace + COUNTS;
}

export function momentsAt(): usize {
  return workspace + MOMENTS;
}
