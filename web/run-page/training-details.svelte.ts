import type { Checkpoint } from '../../shared/checkpoint.ts';
import type { Api } from '../api/api.ts';
import { RunGraph } from './run-graph.svelte.ts';

/** What the page of a training run shows beyond its curves: its network, its kernels and its checkpoints. */
export class TrainingDetails {
  readonly graph: RunGraph;
  checkpoints = $state.raw<Checkpoint[]>([]);
  readonly #run: string;
  readonly #api: Pick<Api, 'graph' | 'checkpoints'>;

  /** The layers of the network in the order of computing; empty before its first step, and without a graph. */
  readonly layers = $derived.by(() => this.graph.graph?.layers.filter(({ shape }) => shape !== null) ?? []);
  /** The implementation of the kernels; empty when unknown. */
  readonly kernels = $derived.by(() => this.graph.graph?.kernels ?? '');

  constructor(run: string, api: Pick<Api, 'graph' | 'checkpoints'>) {
    this.graph = new RunGraph(run, api);
    this.#run = run;
    this.#api = api;
  }

  /** Reads which checkpoints there are; a run that cannot be read has none. */
  async readCheckpoints(): Promise<void> {
    const answer = await this.#api.checkpoints(this.#run).catch(() => ({ checkpoints: [] }));
    this.checkpoints = answer.checkpoints;
  }
}
