import type { Commit, RunWatch } from '../../../shared/live.ts';
import type { CurvesAnswer, CurvesQuery, GroupsAnswer, GroupsQuery } from '../../../shared/panel-query.ts';
import type { Run } from '../../../shared/run.ts';
import type { PlotLine } from '../plot-line.ts';
import { SeriesLine } from '../series-line.ts';
import { formulaMetrics } from './formula-metrics.ts';
import { HeldGroups } from './held-groups.ts';
import { type Growth, PanelSource } from './panel-source.svelte.ts';

const REREAD_GROUPS_MS = 1000;

type Answer = CurvesAnswer<Float64Array> | GroupsAnswer<Float64Array>;

/** The curves of runs, reduced to the pixels of their panel, with live points behind them; or those of groups of runs. */
export class CurvesSource extends PanelSource<CurvesQuery | GroupsQuery> {
  #lines = $state.raw<SeriesLine[]>([]);
  #groups = $state.raw<HeldGroups | null>(null);
  /** What is wrong with runs that could not be read. */
  failures = $state.raw<CurvesAnswer<Float64Array>['failed']>([]);

  /** Groups are read anew for every point: no more often than an eye needs. */
  protected override get rereadMs(): number {
    return this.#groups ? REREAD_GROUPS_MS : super.rereadMs;
  }

  /** They grow in place, and `version` moves. */
  get lines(): readonly PlotLine[] {
    return this.#groups?.lines ?? this.#lines;
  }

  protected override take(answer: Answer, query: CurvesQuery | GroupsQuery): void {
    this.#groups = answer.kind === 'groups' ? new HeldGroups(answer) : null;
    this.#lines = answer.kind === 'groups' ? [] : answer.series.map((curve) => new SeriesLine(curve, query));
    this.failures = answer.kind === 'groups' ? [] : answer.failed;
  }

  protected override held(run: string): RunWatch | null {
    if (this.#groups) {
      const after = this.#groups.revOf(run);
      return after === undefined ? null : { after, series: this.#watched(), logs: false, histograms: false };
    }
    const lines = this.#lines.filter((line) => line.run === run);
    if (lines.length === 0) return null;
    const after = Math.min(...lines.map(({ rev }) => rev));
    return { after, series: this.#watched(), logs: false, histograms: false };
  }

  protected override grow(run: string, commits: Commit[], rev: number): Growth {
    if (this.#groups) return this.#groups.grow(run, commits, rev) ? 'none' : 'misfits';
    const lines = this.#lines.filter((line) => line.run === run);
    const growths = lines.map((line) => growthOf(line, commits, rev));
    const lacks = this.#lacks(run, (key) => commits.some(({ series }) => series?.[key]));
    if (lacks || growths.includes('misfits') || commits.some((commit) => this.#changesFormula(commit)))
      return 'misfits';
    return growths.includes('grown') ? 'grown' : 'none';
  }

  protected override misses({ id, summary }: Run): boolean {
    return this.#groups === null && this.#lacks(id, (key) => summary[key] !== undefined);
  }

  /** What is drawn, and what says where it is drawn. */
  #watched(): string[] {
    const { keys = [], xMetric } = this.shown ?? {};
    const computed = this.#formulas().flatMap((text) => formulaMetrics(text));
    return [...new Set([...keys, ...(xMetric === undefined ? [] : [xMetric]), ...computed])];
  }

  #formulas(): readonly string[] {
    return this.shown?.kind === 'curves' ? (this.shown.formulas ?? []) : [];
  }

  /** Whether a commit changes what only the server computes. */
  #changesFormula({ series = {} }: Commit): boolean {
    return this.#formulas().some((text) => formulaMetrics(text).some((key) => series[key] !== undefined));
  }

  /** Whether a run has a series that was asked for, but had no point when it was. */
  #lacks(run: string, has: (key: string) => boolean): boolean {
    const isDrawn = (key: string) => this.#lines.some((line) => line.run === run && line.key === key);
    return (this.shown?.keys ?? []).some((key) => has(key) && !isDrawn(key));
  }
}

/** Adds to a line what commits have of it; it holds `rev` from now on. */
function growthOf(line: SeriesLine, commits: readonly Commit[], rev: number): Growth {
  let [fits, isGrown] = [true, false];
  for (const commit of commits) {
    const points = commit.series?.[line.key];
    if (!points) continue;
    isGrown = true;
    fits = line.append(points, commit.rev) && fits;
  }
  line.rev = Math.max(line.rev, rev);
  if (!isGrown) return 'none';
  return fits ? 'grown' : 'misfits';
}
