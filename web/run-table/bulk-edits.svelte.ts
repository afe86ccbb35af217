import { MOST_RUNS_EDITED, type RunsChange, type RunsEdit } from '../../shared/run-edits.ts';
import { type Api, errorMessage } from '../api/api.ts';
import { formatCount, plural } from '../core/format.ts';
import type { Toasts } from '../core/toast.svelte.ts';
import { editRequests } from './edit-requests.ts';

interface Options {
  api: Pick<Api, 'editRuns'>;
  toasts: Pick<Toasts, 'info' | 'error'>;
  /** Called when runs are other than before. */
  onChanged: () => void;
}

/** What an edit is called while it goes on ("Tagging") and after it ("Tagged"). */
export interface EditWords {
  doing: string;
  done: string;
}

interface Outcome {
  changed: number;
  undo: RunsEdit[];
  failed: number;
  /** Why the first of them failed, or why it went no further; null where all went well. */
  problem: string | null;
}

/** Changes any number of runs, some at a time, with a toast that takes all of it back. */
export class BulkEdits {
  /** What is under way, counted in runs; null for nothing. */
  work = $state.raw<{ doing: string; done: number; total: number } | null>(null);
  readonly #options: Options;
  #isCancelled = false;

  constructor(options: Options) {
    this.#options = options;
  }

  /** Resolves when it is done. One that comes while another goes on is not begun. */
  async change(ids: readonly string[], change: RunsChange, { doing, done }: EditWords): Promise<void> {
    if (this.work || ids.length === 0) return;
    const { toasts } = this.#options;
    const outcome = await this.#apply([{ ids: [...ids], change }], doing);
    this.#reportFailure(outcome);
    const { changed, undo } = outcome;
    if (changed > 0)
      toasts.info(`${done} ${plural(changed, 'run')}${this.#isCancelled ? ' before it was cancelled' : ''}.`, {
        label: 'Undo',
        run: () => void this.#takeBack(undo),
      });
    else if (outcome.problem === null) toasts.info('Nothing changed: the runs were like that already.');
  }

  /** Leaves the runs that were not changed yet as they are. */
  cancel(): void {
    this.#isCancelled = true;
  }

  async #takeBack(undo: readonly RunsEdit[]): Promise<void> {
    if (this.work) {
      this.#options.toasts.error('Nothing was taken back: other runs are being changed. Undo once that is done.');
      return;
    }
    this.#reportFailure(await this.#apply(undo, 'Taking back'));
  }

  #reportFailure({ failed, problem }: Outcome): void {
    if (problem === null) return;
    const { toasts } = this.#options;
    toasts.error(failed > 1 ? `${formatCount(failed)} runs stayed as they were: ${problem}` : problem);
  }

  async #apply(edits: readonly RunsEdit[], doing: string): Promise<Outcome> {
    const outcome: Outcome = { changed: 0, undo: [], failed: 0, problem: null };
    const total = edits.reduce((sum, { ids }) => sum + ids.length, 0);
    let done = 0;
    this.#isCancelled = false;
    this.work = { doing, done, total };
    try {
      for (const request of editRequests(edits, MOST_RUNS_EDITED)) {
        if (this.#isCancelled) break;
        const { changed, undo, failed } = await this.#options.api.editRuns({ edits: request });
        outcome.changed += changed;
        outcome.undo.push(...undo);
        outcome.failed += failed.length;
        outcome.problem ??= failed[0]?.message ?? null;
        done += request.reduce((sum, { ids }) => sum + ids.length, 0);
        this.work = { doing, done, total };
      }
    } catch (error) {
      outcome.problem = `${formatCount(done)} of ${plural(total, 'run')} were gone through, then: ${errorMessage(error)}`;
    } finally {
      this.work = null;
    }
    this.#options.onChanged();
    return outcome;
  }
}
