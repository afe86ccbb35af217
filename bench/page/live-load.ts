/** What `live` draws: runs that each log all metrics, again and again. */
export const RUNS = Array.from({ length: 10 }, (_, index) => `r${index}`);
export const METRICS = Array.from({ length: 20 }, (_, index) => `metric/${String(index).padStart(2, '0')}`);
export const UPDATES_PER_SECOND = 20;
/** Steps of each run that are there when the page is opened. */
export const HISTORY = 1000;

export function sampleOf(run: number, metric: number, step: number): number {
  return (2 + run / 10 + metric) * (1 + step) ** -0.3 + 0.05 * Math.sin(step * 12.9898 + run * 7 + metric);
}

export function valuesOf(run: number, step: number): Record<string, number> {
  return Object.fromEntries(METRICS.map((key, metric) => [key, sampleOf(run, metric, step)]));
}
