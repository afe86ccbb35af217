/** One competitor: the share of tasks that it solves within each factor of the least cost. */
export interface Profile {
  name: string;
  /** In rising order of `factor`; the share holds up to the next. Of a competitor that solves nothing it is empty. */
  steps: { factor: number; share: number }[];
}

/**
 * For each competitor, the share of tasks on which it spends at most so many times what the best spent. At factor 1 it is how
 * often it is the best, at the end how often it reaches the target at all. A task that nobody solves counts for all.
 *
 * @param costs by competitor, then by task; infinite where it never reached the target
 *
 * Source    Dolan & Moré, *Benchmarking optimization software with performance profiles* (2002), Math. Program. 91, eq. 2.1 and 2.2
 */
export function performanceProfiles(competitors: readonly { name: string; costs: readonly number[] }[]): Profile[] {
  const tasks = Math.max(0, ...competitors.map(({ costs }) => costs.length));
  const least = Array.from({ length: tasks }, (_, task) =>
    Math.min(...competitors.map(({ costs }) => costs[task] ?? Number.POSITIVE_INFINITY)),
  );
  return competitors.map(({ name, costs }) => {
    const factors = costs.map((cost, task) => ratioOf(cost, least[task] ?? 0)).filter(Number.isFinite);
    factors.sort((a, b) => a - b);
    const steps = factors.map((factor, index) => ({ factor, share: (index + 1) / tasks }));
    return { name, steps: steps.filter(({ factor }, index) => steps[index + 1]?.factor !== factor) };
  });
}

/** Nothing spent is as good as the best, however often it is divided. */
function ratioOf(cost: number, least: number): number {
  if (cost === least) return Number.isFinite(cost) ? 1 : Number.POSITIVE_INFINITY;
  return cost / least;
}
