import { median } from '../table.ts';

/** One of the things compared: takes samples when asked, so that sides can take turns. */
export interface Side {
  name: string;
  /** What a reader must know about it, such as a version. */
  note?: string;
  /** Milliseconds of each of `count` runs, after as many warm-ups as it needs. */
  sample(count: number): Promise<number[]> | number[];
  /** Called after the last sample. */
  end?(): void;
}

export interface Measured {
  side: Side;
  /** The median of the rounds' medians, and the fastest sample. */
  median: number;
  best: number;
}

/** Lets the sides take turns for some rounds; the first round warms up and does not count. */
export async function interleaved(sides: readonly Side[], rounds: number, count: number): Promise<Measured[]> {
  const measured = sides.map((side) => ({ side, samples: [] as number[][] }));
  for (let round = 0; round <= rounds; round++) {
    for (const { side, samples } of measured) {
      const times = await side.sample(count);
      if (round > 0) samples.push(times);
    }
  }
  for (const side of sides) side.end?.();
  return measured.map(({ side, samples }) => ({
    side,
    median: median(samples.map(median)),
    best: Math.min(...samples.flat()),
  }));
}

/** Times `run` so many times. */
export async function timed(count: number, run: () => unknown): Promise<number[]> {
  const times: number[] = [];
  for (let i = 0; i < count; i++) {
    const started = performance.now();
    const result = run();
    if (result instanceof Promise) await result;
    times.push(performance.now() - started);
  }
  return times;
}
