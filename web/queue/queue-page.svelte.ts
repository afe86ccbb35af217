import { untrack } from 'svelte';
import type { PatchPlace, QueuedRun, WorkerList } from '../../shared/queue.ts';
import type { Run } from '../../shared/run.ts';
import { type Api, errorMessage } from '../api/api.ts';
import type { LiveFeed } from '../api/live-feed.svelte.ts';
import type { Toasts } from '../core/toast.svelte.ts';
import { movedTo } from './order.ts';

/** How far and how fast trainings are is asked for so often while the page is seen. */
const POLL_MS = 1000;
const RECENT = 8;

interface Options {
  api: Pick<Api, 'queue' | 'workers' | 'setWorkers' | 'placeRun' | 'runs' | 'stopRun' | 'resume' | 'pause'>;
  feed: Pick<LiveFeed, 'watchQueue'>;
  toasts: Pick<Toasts, 'info' | 'error'>;
}

/** What trains, what waits, and what ended lately; changes are shown at once and read back from the server. */
export class QueuePage {
  workers = $state.raw<WorkerList | null>(null);
  waiting = $state.raw<readonly QueuedRun[] | null>(null);
  recent = $state.raw<readonly Run[]>([]);
  /** Why nothing could be read; null once something was. */
  error = $state<string | null>(null);
  readonly #options: Options;
  /** Counts what was changed here, so that an answer from before it is not shown. */
  #changes = 0;

  constructor(options: Options) {
    this.#options = options;
  }

  open(): () => void {
    const stop = this.#options.feed.watchQueue(() => untrack(() => void this.read()));
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible' && this.workers?.workers.some(({ run }) => run))
        void this.#readWorkers();
    }, POLL_MS);
    return () => {
      stop();
      clearInterval(timer);
    };
  }

  async read(): Promise<void> {
    const { api } = this.#options;
    const before = this.#changes;
    try {
      const [workers, { waiting }, { runs }] = await Promise.all([
        api.workers(),
        api.queue(),
        api.runs({
          where: 'kind != remote and (state = finished or state = failed or state = stopped or state = crashed)',
          sort: 'endedAt',
          order: 'desc',
          limit: String(RECENT),
        }),
      ]);
      this.recent = runs;
      this.error = null;
      if (before !== this.#changes) return;
      this.workers = workers;
      this.waiting = waiting;
    } catch (error) {
      this.error = errorMessage(error);
    }
  }

  /** Moves a waiting run to a place among the others, counted from 0. */
  async move(id: string, to: number): Promise<void> {
    const moved = movedTo(this.waiting ?? [], id, to);
    if (!moved) return;
    this.waiting = moved.order;
    await this.#place(id, moved.place);
  }

  prioritize = (id: string, priority: number): Promise<void> => this.#place(id, { priority });

  async setWorkers(count: number): Promise<void> {
    if (this.workers) this.workers = { ...this.workers, count };
    await this.#change(async () => {
      this.workers = await this.#options.api.setWorkers(count);
    });
  }

  /** Takes a run out of the queue, where it can be brought back to. */
  async remove({ id, name }: QueuedRun): Promise<void> {
    const { api, toasts } = this.#options;
    this.waiting = this.waiting?.filter((each) => each.id !== id) ?? null;
    await this.#change(async () => {
      await api.stopRun(id);
      toasts.info(`Removed ${name} from the queue.`, {
        label: 'Undo',
        run: () => void this.#change(async () => void (await api.resume(id))),
      });
    });
  }

  stop = (id: string): Promise<void> => this.#change(async () => void (await this.#options.api.stopRun(id)));
  pause = (id: string): Promise<void> => this.#change(async () => void (await this.#options.api.pause(id)));

  async #place(id: string, place: PatchPlace): Promise<void> {
    await this.#change(async (isLatest) => {
      const { waiting } = await this.#options.api.placeRun(id, place);
      if (isLatest()) this.waiting = waiting;
    });
  }

  /** A change is read back, for a change and its undoing that come within a moment are announced to nobody. */
  async #change(act: (isLatest: () => boolean) => Promise<void>): Promise<void> {
    const number = ++this.#changes;
    const isLatest = () => number === this.#changes;
    try {
      await act(isLatest);
    } catch (error) {
      this.#options.toasts.error(errorMessage(error));
    }
    if (isLatest()) await this.read();
  }

  async #readWorkers(): Promise<void> {
    const before = this.#changes;
    const workers = await this.#options.api.workers().catch(() => null); // the connection says that the server is away
    if (workers && before === this.#changes) this.workers = workers;
  }
}
