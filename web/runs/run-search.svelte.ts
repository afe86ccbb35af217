import type { Run } from '../../shared/run.ts';
import { type Api, errorMessage } from '../api/api.ts';
import { LatestTask } from '../core/latest-task.ts';
import type { FilterProblem } from './run-filter.ts';

const SETTLE_MS = 200;
/** The server updates summaries in its lists up to two seconds after the points, and does not announce it. */
const AGAIN_MS = 2500;
const PAGE = 1000;
/** More than a reader scrolls through; the sort order decides which runs these are. */
const MOST = 2000;

/** The query parameters of `GET /runs`, without those of paging. */
export type ListQuery = Record<string, string>;

/** The result of a query: the ids that were read, and the count of all runs that match. */
export interface Found {
  ids: ReadonlySet<string>;
  total: number;
}

/** The runs that match a list query, for lists that the runs in memory cannot answer. */
export class RunSearch {
  /** Null without a query, or before its first answer. */
  found = $state.raw<Found | null>(null);
  problem = $state.raw<FilterProblem | null>(null);
  readonly #api: Pick<Api, 'runs'>;
  readonly #hold: (runs: Run[]) => void;
  readonly #isGrowing: () => boolean;
  readonly #latest = new LatestTask();

  /** `isGrowing` says whether any run that may match still logs: only then may an answer change by itself. */
  constructor(api: Pick<Api, 'runs'>, hold: (runs: Run[]) => void, isGrowing: () => boolean = () => true) {
    this.#api = api;
    this.#hold = hold;
    this.#isGrowing = isGrowing;
  }

  /** Cancels what waits or runs. */
  close(): void {
    this.#latest.cancel();
  }

  /** Sends the query once the typing settles; the last result stays until the answer. Null clears it. */
  search(query: ListQuery | null): void {
    this.close();
    this.problem = null;
    if (query) this.#read(query, SETTLE_MS, true);
    else this.found = null;
  }

  /** Shows what is wrong with the filter being typed; the last result stays. */
  refuse(problem: FilterProblem): void {
    this.close();
    this.problem = problem;
  }

  /** Reads again after the first time, when the last points have reached the summaries, and for as long as runs log. */
  #read(query: ListQuery, delayMs: number, isFirst: boolean): void {
    this.#latest.schedule(async (signal) => {
      try {
        const found = await this.#readPages(query, signal);
        if (signal.aborted) return;
        this.#hold(found.runs);
        this.found = { ids: new Set(found.runs.map(({ id }) => id)), total: found.total };
        if (dependsOnSummaries(query) && (isFirst || this.#isGrowing())) this.#read(query, AGAIN_MS, false);
      } catch (error) {
        if (!signal.aborted) this.problem = { message: errorMessage(error), at: null };
      }
    }, delayMs);
  }

  async #readPages(query: ListQuery, signal: AbortSignal): Promise<{ runs: Run[]; total: number }> {
    const runs: Run[] = [];
    let total = 0;
    let cursor: string | null = null;
    do {
      const page = await this.#api.runs({ ...query, limit: String(PAGE), ...(cursor !== null && { cursor }) });
      runs.push(...page.runs);
      ({ nextCursor: cursor, total } = page);
    } while (cursor !== null && runs.length < MOST && !signal.aborted);
    return { runs, total };
  }
}

function dependsOnSummaries({ where, sort }: ListQuery): boolean {
  return /summary\./.test(`${where} ${sort}`);
}
