/** Longest piece of work for pages while requests wait. */
const SLICE_MS = 5;

/** Lets the rest of the process go on between pieces of one long work, and counts what the work itself took. */
export function createSlices(sliceMs = SLICE_MS) {
  let beganAt = performance.now();
  let before = 0;

  return {
    /** To be called between pieces: gives way once a slice is over. */
    async pause(): Promise<void> {
      const worked = performance.now() - beganAt;
      if (worked < sliceMs) return;
      before += worked;
      await new Promise((resolve) => setImmediate(resolve));
      beganAt = performance.now();
    },

    /** Milliseconds of work, without what went on in between. */
    workedMs: (): number => before + performance.now() - beganAt,
  };
}

export type Slices = ReturnType<typeof createSlices>;
