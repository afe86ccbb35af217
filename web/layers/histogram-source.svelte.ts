import type { Histogram } from '../../shared/ingest.ts';
import type { Commit, RunWatch } from '../../shared/live.ts';
import type { HistogramsAnswer, HistogramsQuery, StepHistogram } from '../../shared/panel-query.ts';
import { type Growth, PanelSource } from '../charts/panels/panel-source.svelte.ts';

/** Steps that are read; with twice as many, they are read again. */
export const MOST_STEPS = 100;

/** The histograms of one key of a run over its steps, kept up live. */
export class HistogramSource extends PanelSource<HistogramsQuery> {
  /** In order of step. */
  histograms = $state.raw<StepHistogram<number[]>[]>([]);
  #key = '';
  #rev = 0;

  protected override take({ series, rev }: HistogramsAnswer<Float64Array>, { keys }: HistogramsQuery): void {
    this.#key = keys[0] ?? '';
    const { histograms = [] } = series.find(({ key }) => key === this.#key) ?? {};
    this.histograms = histograms.map(inArrays);
    this.#rev = rev;
  }

  protected override held(): RunWatch | null {
    return this.shown ? { after: this.#rev, series: [], logs: false, histograms: true } : null;
  }

  protected override grow(_run: string, commits: Commit[], rev: number): Growth {
    const fresh = commits.flatMap(({ histograms }) => histograms ?? []).filter(({ key }) => key === this.#key);
    this.#rev = Math.max(this.#rev, rev);
    if (fresh.length === 0) return 'none';
    this.histograms = withNew(this.histograms, fresh);
    return this.histograms.length <= 2 * MOST_STEPS ? 'grown' : 'misfits';
  }
}

function inArrays({ edges, counts, ...rest }: StepHistogram<Float64Array>): StepHistogram<number[]> {
  return { ...rest, edges: Array.from(edges), counts: Array.from(counts) };
}

/** The last write of a step wins. */
function withNew(held: readonly StepHistogram<number[]>[], fresh: readonly Histogram[]) {
  const byStep = new Map([...held, ...fresh].map((each) => [each.step, each]));
  return [...byStep.values()].sort((a, b) => a.step - b.step);
}
