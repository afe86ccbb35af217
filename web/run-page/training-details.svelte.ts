import type { Checkpoint } from '../../shared/checkpoint.ts';
import type { Network } from '../../shared/training/network.ts';
import type { Api } from '../api/api.ts';
import { type RunIntroduction, readIntroduction } from '../runs/layers.ts';
import type { LiveRun } from './live-run.svelte.ts';

/** A run tells of itself in its first lines. */
const FIRST_LINES = 20;

/** What the page of a training run shows beyond its curves: its network, its kernels and its checkpoints. */
export class RunExtras {
  checkpoints = $state.raw<Checkpoint[]>([]);
  #first = $state.raw<string[]>([]);
  readonly #live: LiveRun;
  readonly #api: Api;

  readonly introduction = $derived.by((): RunIntroduction | null => {
    const network = (this.#live.info?.config.network ?? {}) as Partial<Network>;
    const kept = this.#live.logs.slice(0, FIRST_LINES).map(({ text }) => text);
    return readIntroduction(kept, network) ?? readIntroduction(this.#first, network);
  });
  /** Moves when there may be checkpoints that are not listed yet. */
  readonly saved = $derived.by(() => this.#live.events.filter(({ kind }) => kind === 'checkpoint').length);

  constructor(live: LiveRun, api: Api) {
    this.#live = live;
    this.#api = api;
  }

  /** Reads the first lines of a long log, of which only the end is kept. */
  async readFirstLines(): Promise<void> {
    const first = this.#live.logs[0];
    if (!first || this.introduction || this.#first.length > 0) return;
    const { lines } = await this.#api
      .logs(this.#live.run, { after: '0', limit: String(FIRST_LINES) })
      .catch(() => ({ lines: [] }));
    this.#first = lines.map(({ text }) => text);
  }

  /** A run from before there were checkpoints, or one that is gone meanwhile, has none. */
  async readCheckpoints(): Promise<void> {
    const answer = await this.#api.checkpoints(this.#live.run).catch(() => ({ checkpoints: [] }));
    this.checkpoints = answer.checkpoints;
  }
}
