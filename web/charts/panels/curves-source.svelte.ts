import type { Commit, RunWatch } from '../../../shared/live.ts';
import type { CurvesAnswer, CurvesQuery } from '../../../shared/panel-query.ts';
import type { Run } from '../../../shared/run.ts';
import { SeriesLine } from '../series-line.ts';
import { PanelSource } from './panel-source.svelte.ts';

/** The curves of runs, reduced to the pixels of their panel, with live points behind them. */
export class CurvesSource extends PanelSource<CurvesQuery> {
  /** They grow in place, and `version` moves. */
  lines = $state.raw<SeriesLine[]>([]);
  /** What is wrong with runs that could not be read. */
  failures = $state.raw<CurvesAnswer<Float64Array>['failed']>([]);

  protected override take({ series, failed }: CurvesAnswer<Float64Array>, query: CurvesQuery): void {
    this.lines = series.map((curve) => new SeriesLine(curve, query));
    this.failures = failed;
  }

  protected override held(run: string): RunWatch | null {
    const lines = this.lines.filter((line) => line.run === run);
    if (lines.length === 0) return null;
    const after = Math.min(...lines.map(({ rev }) => rev));
    return { after, series: this.#watched(), logs: false, histograms: false };
  }

  protected override grow(run: string, commits: Commit[], rev: number): boolean {
    let fits = true;
    for (const line of this.lines) {
      if (line.run !== run) continue;
      for (const commit of commits) {
        const points = commit.series?.[line.key];
        if (points) fits = line.append(points, commit.rev) && fits;
      }
      line.rev = Math.max(line.rev, rev);
    }
    return fits && !this.#lacks(run, (key) => commits.some(({ series }) => series?.[key]));
  }

  protected override misses({ id, summary }: Run): boolean {
    return this.#lacks(id, (key) => summary[key] !== undefined);
  }

  /** What is drawn, and what says where it is drawn. */
  #watched(): string[] {
    const { keys = [], xMetric } = this.shown ?? {};
    return xMetric === undefined ? keys : [...new Set([...keys, xMetric])];
  }

  /** Whether a run has a series that was asked for, but had no point when it was. */
  #lacks(run: string, has: (key: string) => boolean): boolean {
    const isDrawn = (key: string) => this.lines.some((line) => line.run === run && line.key === key);
    return (this.shown?.keys ?? []).some((key) => has(key) && !isDrawn(key));
  }
}
