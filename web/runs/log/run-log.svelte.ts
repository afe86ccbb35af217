import type { StoredLogLine } from '../../../shared/ingest.ts';
import type { Commit } from '../../../shared/live.ts';
import type { Api } from '../../api/api.ts';

/** Older log lines than these are read only when asked for. */
const LINES_KEPT = 5000;
const LINES_FIRST = 1000;

/** The latest log lines of a run: read over HTTP, then grown by commits after the revision that is held. */
export class RunLog {
  lines = $state.raw<StoredLogLine[]>([]);
  total = $state(0);
  /** The revision that is held. */
  rev = 0;
  readonly #run: string;
  readonly #api: Pick<Api, 'logs'>;

  constructor(run: string, api: Pick<Api, 'logs'>) {
    this.#run = run;
    this.#api = api;
  }

  /** @throws {ApiError} when the log cannot be read */
  async read(): Promise<void> {
    const { lines, total, rev } = await this.#api.logs(this.#run, { tail: 'true', limit: String(LINES_FIRST) });
    this.lines = lines;
    this.total = total;
    this.rev = rev;
  }

  /** Adds what commits up to revision `rev` hold. */
  add(commits: readonly Commit[], rev: number): void {
    const fresh = commits.filter((commit) => commit.rev > this.rev).flatMap(({ logs }) => logs ?? []);
    if (fresh.length > 0) {
      this.lines = [...this.lines, ...fresh].slice(-LINES_KEPT);
      this.total += fresh.length;
    }
    this.rev = Math.max(this.rev, rev);
  }

  /** Puts older lines before those shown. */
  async readOlder(): Promise<void> {
    const first = this.lines[0]?.id;
    if (first === undefined) return;
    const cursor = String(Math.max(0, first - 1 - LINES_FIRST));
    const { lines } = await this.#api.logs(this.#run, { cursor, limit: String(LINES_FIRST) });
    this.lines = [...lines.filter(({ id }) => id < first), ...this.lines];
  }
}
