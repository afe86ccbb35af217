/** One of the things compared: takes samples when asked, so that sides can take turns. */
export interface Side {
  name: string;
  /** What a reader must know about it, such as a version. */
  note?: string;
  /** Milliseconds of each of `count` runs, after as many warm-ups as it needs. */
  sample(count: number): Promise<number[]> | number[];
}

export interface Measured {
  side: Side;
  /** The median of the rounds' medians, and the fastest sample. */
  median: number;
  best: number;
}

/** Lets the sides take turns for some rounds; a side that fails is left out with its reason. */
export async function interleaved(sides: readonly Side[], rounds: number, count: number): Promise<Measured[]> {
  const samples = sides.map((): number[][] => []);
  for (let round = 0; round <= rounds; round++) {
    for (const [index, side] of sides.entries()) {
      const times = await side.sample(count);
      if (round > 0) samples[index].push(times); // the first round warms up
    }
  }
  return sides.map((side, index) => ({
    side,
    median: middle(samples[index].map(middle)),
    best: Math.min(...samples[index].flat()),
  }));
}

export function middle(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
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
