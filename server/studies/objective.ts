import { fromJsonNumber } from '../../shared/number.ts';
import { bestSoFar } from '../../shared/studies/pruning.ts';
import type { Objective } from '../../shared/studies/study.ts';
import type { MetricReader } from '../ports/metric-reader.ts';

/** Values of a run that a pruner looks at; what comes after them stops no trial. */
const MAX_REPORTS = 20_000;

/** Reads the objective of runs: its value, and the best so far after each value that was logged. */
export function createObjectiveReader(metrics: Pick<MetricReader, 'series' | 'points'>) {
  const curves = new Map<string, { values: number[]; after: number }>();

  return {
    /** The value that counts; null where none that is finite was logged. */
    async valueOf(run: string, { metric, direction, take }: Objective): Promise<number | null> {
      const summary = (await metrics.series(run))[metric];
      if (!summary) return null;
      const found = take === 'last' ? summary.last : direction === 'min' ? summary.min : summary.max;
      const value = found === null ? Number.NaN : fromJsonNumber(found);
      return Number.isFinite(value) ? value : null;
    },

    /** The best value so far after each that was logged; only what is new of it is read. */
    async curveOf(run: string, { metric, direction }: Objective): Promise<number[]> {
      const curve = curves.get(run) ?? { values: [], after: -1 };
      const limit = MAX_REPORTS - curve.values.length;
      const { step, value } = limit > 0 ? await metrics.points(run, metric, { after: curve.after, limit }) : NOTHING;
      curve.values.push(...value);
      curve.after = step.at(-1) ?? curve.after;
      curves.set(run, curve);
      return bestSoFar(curve.values, direction);
    },

    forget(runs: readonly string[]): void {
      for (const run of runs) curves.delete(run);
    },
  };
}

const NOTHING = { step: [] as number[], value: [] as number[] };

export type ObjectiveReader = ReturnType<typeof createObjectiveReader>;
