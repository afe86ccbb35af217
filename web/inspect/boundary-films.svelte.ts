import type { BoundaryFile, BoundaryFrame } from '../../shared/inspect/boundary-file.ts';
import type { Run } from '../../shared/run.ts';
import { type Api, ApiError, errorMessage } from '../api/api.ts';
import { isEnded } from '../runs/run-facts.ts';

/** How often the film of a run that trains is read anew. */
const READ_EVERY_MS = 1500;

/** The decision fields of a run along its training. */
export interface Film {
  run: Run;
  /** Null while it is read, and where there is none. */
  file: BoundaryFile | null;
  /** Why there is none; empty else. */
  problem: string;
}

/** The films of several runs, shown at the same step; those of runs that train grow. */
export class BoundaryFilms {
  films = $state.raw<Film[]>([]);
  status = $state<'loading' | 'ready'>('loading');
  /** The step that is shown; null is the newest. */
  step = $state<number | null>(null);
  readonly #api: Pick<Api, 'boundary'>;

  /** Every step at which some run has a field. */
  readonly steps = $derived(
    [...new Set(this.films.flatMap(({ file }) => file?.frames.map(({ step }) => step) ?? []))].sort((a, b) => a - b),
  );
  /** Which of the steps is shown. */
  readonly place = $derived(
    this.step === null
      ? this.steps.length - 1
      : Math.max(
          0,
          this.steps.findLastIndex((each) => each <= (this.step ?? 0)),
        ),
  );

  constructor(api: Pick<Api, 'boundary'>) {
    this.#api = api;
  }

  /** Shows a place of the film; the last one follows a training that goes on. */
  go(place: number): void {
    this.step = place >= this.steps.length - 1 ? null : (this.steps[place] ?? null);
  }

  /** Reads the films of these runs, and reads on while some train; returns the function that ends it. */
  follow(runs: readonly Run[]): () => void {
    const abort = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const read = async () => {
      const found = await Promise.all(runs.map((run) => this.#read(run, abort.signal)));
      if (abort.signal.aborted) return;
      this.films = found;
      this.status = 'ready';
      if (runs.some((run) => !isEnded(run))) timer = setTimeout(() => void read(), READ_EVERY_MS);
    };
    void read();
    return () => {
      abort.abort();
      clearTimeout(timer);
    };
  }

  async #read(run: Run, signal: AbortSignal): Promise<Film> {
    try {
      return { run, file: await this.#api.boundary(run.id, signal), problem: '' };
    } catch (error) {
      const isWaiting = error instanceof ApiError && error.code === 'not_found' && !isEnded(run);
      return {
        run,
        file: null,
        problem: isWaiting ? 'Its first field comes with its first step.' : errorMessage(error),
      };
    }
  }
}

/** The newest field that is not after a step; the newest of all for null. */
export function frameAt({ frames }: BoundaryFile, step: number | null): BoundaryFrame | null {
  return (step === null ? frames.at(-1) : (frames.findLast((frame) => frame.step <= step) ?? frames[0])) ?? null;
}
