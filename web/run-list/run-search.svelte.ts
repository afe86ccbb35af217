import type { Run } from '../../shared/run.ts';
import { type Api, errorMessage } from '../api/api.ts';
import type { FilterProblem } from '../runs/run-filter.ts';

const SETTLE_MS = 200;
/** What metrics sum up to reaches the server's lists up to two seconds after the points, without a word. */
const AGAIN_MS = 2500;
const PAGE = 1000;
/** More than anybody looks through; the order says which come first. */
const MOST = 2000;

/** What is asked of `GET /runs`, but for the paging. */
export type RunQuestion = Record<string, string>;

/** What the server found: which runs, and how many there are in all. */
export interface Found {
  ids: ReadonlySet<string>;
  total: number;
}

/** The runs that the server finds for a question that the page cannot answer from the runs it holds. */
export class RunSearch {
  /** Null until the server has answered, or without a question. */
  found = $state.raw<Found | null>(null);
  problem = $state.raw<FilterProblem | null>(null);
  readonly #api: Pick<Api, 'runs'>;
  readonly #hold: (runs: Run[]) => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asked = 0;

  constructor(api: Pick<Api, 'runs'>, hold: (runs: Run[]) => void) {
    this.#api = api;
    this.#hold = hold;
  }

  /** Stops asking. */
  close(): void {
    clearTimeout(this.#timer);
    this.#asked += 1;
  }

  /** Asks once the typing settles; what was found before stays until then. A question that is null needs no answer. */
  ask(question: RunQuestion | null): void {
    this.close();
    this.problem = null;
    if (!question) this.found = null;
    else this.#timer = setTimeout(() => void this.#read(question, this.#asked), SETTLE_MS);
  }

  /** Shows what is wrong with what is being typed; what was found before stays. */
  refuse(problem: FilterProblem): void {
    this.close();
    this.problem = problem;
  }

  async #read(question: RunQuestion, asked: number): Promise<void> {
    const runs: Run[] = [];
    let total = 0;
    try {
      let cursor: string | null = null;
      do {
        const page = await this.#api.runs({ ...question, limit: String(PAGE), ...(cursor !== null && { cursor }) });
        if (asked !== this.#asked) return;
        runs.push(...page.runs);
        ({ nextCursor: cursor, total } = page);
      } while (cursor !== null && runs.length < MOST);
      this.#hold(runs);
      this.found = { ids: new Set(runs.map(({ id }) => id)), total };
      if (/summary\./.test(`${question.where} ${question.sort}`))
        this.#timer = setTimeout(() => void this.#read(question, asked), AGAIN_MS);
    } catch (error) {
      if (asked === this.#asked) this.problem = { message: errorMessage(error), at: null };
    }
  }
}
