/** Arguments of a compiled kernel: addresses in bytes, counts in elements, scalars. */
export type Args = readonly number[];

/** One call as two that write different elements, each of them with the same bits as the one call would. */
export type Halves = readonly [first: Args, second: Args];

/** How the calls of a kernel are split between two threads. */
export interface Split {
  /** About how many nanoseconds the whole call takes in one thread. */
  cost(args: Args): number;
  /** Null where it cannot be split. */
  halves(args: Args): Halves | null;
}

export const FLOAT_BYTES = 4;
/** Floats of a cache line: no two threads write to one line, and vectors stay whole. */
export const LINE_FLOATS = 16;

/** The multiple of `step` next to the middle of `count`; 0 where that leaves one side empty. */
export function middle(count: number, step: number): number {
  const at = Math.round(count / 2 / step) * step;
  return at < count ? at : 0;
}

/** The arguments with some of them changed, by their index. */
export function withArgs(args: Args, changes: Record<number, number>): Args {
  return args.map((value, index) => changes[index] ?? value);
}
