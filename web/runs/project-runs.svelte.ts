import type { Run } from '../../shared/run.ts';
import type { Api } from '../api/api.ts';
import type { LiveFeed } from '../api/live-feed.svelte.ts';
import { isEnded, runFacts } from './run-facts.ts';
import { filterOfWords, filterProblem, isFilter, wordsOf } from './run-filter.ts';
import { type ListQuery, RunSearch } from './run-search.svelte.ts';
import { Runs } from './runs.svelte.ts';

/** The runs of a project that match a filter, the newest first: of those in memory, or, where these cannot answer, of the server. */
export class ProjectRuns {
  readonly runs: Runs;
  readonly search: RunSearch;
  readonly #project: string;
  #filter = $state('');
  readonly all = $derived.by(() => [...this.runs.byId.values()].sort(newestFirst));
  readonly matching = $derived.by(() => (this.#filter ? this.all.filter((run) => this.#matches(run)) : this.all));
  /** Count of all runs that match, those that are not in memory included. */
  readonly total = $derived.by(
    () => this.search.found?.total ?? this.matching.length + (this.#filter ? 0 : this.runs.unread),
  );
  /** Changes when a run is added, removed or ends: the result of a search may differ then. */
  readonly #changes = $derived.by(() => this.all.map(({ id, state }) => id + state).join());

  constructor(project: string, api: Api, feed: LiveFeed) {
    this.#project = project;
    this.runs = new Runs(api, feed);
    this.search = new RunSearch(
      api,
      (found) => this.runs.hold(found),
      () => [...this.runs.byId.values()].some((run) => !isEnded(run)),
    );
  }

  /** Reads and follows the runs; returns the function that ends it. */
  open(): () => void {
    const close = this.runs.open({ project: this.#project });
    return () => {
      this.search.close();
      close();
    };
  }

  /** To be called in an effect: searches again when the filter or the runs change. */
  filter(text: string): void {
    this.#filter = text;
    const problem = isFilter(text) ? filterProblem(text) : null;
    if (problem) {
      this.search.refuse(problem);
      return;
    }
    const query = this.#toQuery(text);
    if (query) void this.#changes;
    this.search.search(query);
  }

  #toQuery(text: string): ListQuery | null {
    if (!text.trim() || (!isFilter(text) && this.runs.unread === 0)) return null;
    return { archived: 'false', project: this.#project, where: isFilter(text) ? text : filterOfWords(text) };
  }

  #matches(run: Run): boolean {
    const { found } = this.search;
    if (found) return found.ids.has(run.id);
    if (isFilter(this.#filter)) return true; // its answer is under way
    const text = haystack(run);
    return wordsOf(this.#filter).every((word) => text.includes(word));
  }
}

/** Times as the server writes them are in the order of their characters, and few are out of order: runs that train change twice a second. */
function newestFirst(a: Run, b: Run): number {
  return Number(a.createdAt < b.createdAt) - Number(a.createdAt > b.createdAt);
}

/** What words are looked for in. */
function haystack(run: Run): string {
  const { optimizer, dataset } = runFacts(run);
  const { name, id, group, tags, state, notes } = run;
  return [name, id, group, ...tags, state, notes, optimizer, dataset].join('\n').toLowerCase();
}
