import { FilterError } from '../../shared/filter-words.ts';
import { parseRunFilter } from '../../shared/run-filter.ts';
import { type Api, errorMessage } from './api.ts';

const SETTLE_MS = 200;
/** What metrics sum up to reaches the filter up to two seconds after the points, without a word. */
const AGAIN_MS = 2500;
const PAGE = '1000';

/** What is wrong with a filter, and at which character; null when it is wrong as a whole. */
export interface FilterProblem {
  message: string;
  at: number | null;
}

/** Whether a text is meant as a filter such as `state = failed`, not as words to look for. */
export function isFilter(text: string): boolean {
  return /[=<>~:]/.test(text);
}

/** What is wrong with a filter; null when nothing is. */
export function filterProblem(text: string): FilterProblem | null {
  try {
    parseRunFilter(text);
    return null;
  } catch (error) {
    return { message: errorMessage(error), at: error instanceof FilterError ? error.at : null };
  }
}

/** The runs that a filter keeps, as the server finds them. */
export class RunFilter {
  /** Null until the server has answered, or without a filter. */
  kept = $state.raw<ReadonlySet<string> | null>(null);
  problem = $state.raw<FilterProblem | null>(null);
  readonly #api: Pick<Api, 'runs'>;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asked = 0;

  constructor(api: Pick<Api, 'runs'>) {
    this.#api = api;
  }

  /** Stops asking. */
  close(): void {
    clearTimeout(this.#timer);
    this.#asked += 1;
  }

  /** Asks for what `text` keeps once the typing settles; what was found before stays until then. */
  show(text: string): void {
    this.close();
    const problem = isFilter(text) ? filterProblem(text) : null;
    this.problem = problem;
    if (!isFilter(text)) this.kept = null;
    else if (!problem) this.#timer = setTimeout(() => void this.#read(text, this.#asked), SETTLE_MS);
  }

  async #read(where: string, asked: number): Promise<void> {
    const ids = new Set<string>();
    try {
      let cursor: string | null = null;
      do {
        const page = await this.#api.runs({ where, limit: PAGE, ...(cursor !== null && { cursor }) });
        for (const { id } of page.runs) ids.add(id);
        cursor = page.nextCursor;
      } while (cursor !== null && asked === this.#asked);
      if (asked !== this.#asked) return;
      this.kept = ids;
      if (where.includes('summary.')) this.#timer = setTimeout(() => void this.#read(where, asked), AGAIN_MS);
    } catch (error) {
      if (asked === this.#asked) this.problem = { message: errorMessage(error), at: null };
    }
  }
}
