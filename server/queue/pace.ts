const WINDOW_MS = 30_000;
const LEAST_MS = 200;

/** How fast a training is, by the steps that it had done at moments of the last half minute. */
export function createPace(elapsed: () => number = () => performance.now()) {
  let seen: { steps: number; at: number }[] = [];
  return {
    note(steps: number): void {
      const at = elapsed();
      seen = [...seen.filter((each) => at - each.at <= WINDOW_MS), { steps, at }];
    },
    /** Null before anything is known. */
    stepsPerSecond(): number | null {
      const [first, last] = [seen[0], seen.at(-1)];
      if (!first || !last || last.at - first.at < LEAST_MS) return null;
      return (1000 * (last.steps - first.steps)) / (last.at - first.at);
    },
    get steps(): number | null {
      return seen.at(-1)?.steps ?? null;
    },
  };
}

export type Pace = ReturnType<typeof createPace>;
