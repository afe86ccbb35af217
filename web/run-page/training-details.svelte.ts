import type { Checkpoint, CheckpointList } from '../../shared/checkpoint.ts';
import type { Inspectable } from '../../shared/inspect/inspectable.ts';
import type { RunEvaluation } from '../../shared/training/evaluation.ts';
import type { Api } from '../api/api.ts';
import { RunGraph } from './graph/run-graph.svelte.ts';

const NOTHING_SAVED: CheckpointList = { checkpoints: [], criterion: null, bytes: 0 };

/** What the page of a training run shows beyond its curves: its network, its kernels and its checkpoints. */
export class TrainingDetails {
  readonly graph: RunGraph;
  /** The saved states of the run, and by what the best of them is chosen. */
  saved = $state.raw<CheckpointList>(NOTHING_SAVED);
  /** On the test set, after the last step; null before, and for a run without one. */
  evaluation = $state.raw<RunEvaluation | null>(null);
  /** What can be looked into; null before it is known. */
  inspectable = $state.raw<Inspectable | null>(null);
  readonly #run: string;
  readonly #api: Pick<Api, 'graph' | 'checkpoints' | 'evaluation' | 'inspectable'>;

  /** The layers of the network in the order of computing; empty before its first step, and without a graph. */
  readonly layers = $derived.by(() => this.graph.graph?.layers.filter(({ shape }) => shape !== null) ?? []);
  /** The implementation of the kernels; empty when unknown. */
  readonly kernels = $derived.by(() => this.graph.graph?.kernels ?? '');

  get checkpoints(): Checkpoint[] {
    return this.saved.checkpoints;
  }

  constructor(run: string, api: Pick<Api, 'graph' | 'checkpoints' | 'evaluation' | 'inspectable'>) {
    this.graph = new RunGraph(run, api);
    this.#run = run;
    this.#api = api;
  }

  /** Reads which checkpoints there are; a run that cannot be read has none. */
  async readCheckpoints(): Promise<void> {
    this.saved = await this.#api.checkpoints(this.#run).catch(() => NOTHING_SAVED);
  }

  /** Reads what can be looked into; where that cannot be read it is nothing. */
  async readInspectable(): Promise<void> {
    this.inspectable = await this.#api.inspectable(this.#run).catch(() => null);
  }

  /** Reads how the run does on its test set; one that cannot be read is none. */
  async readEvaluation(): Promise<void> {
    const answer = await this.#api.evaluation(this.#run).catch(() => ({ evaluation: null }));
    this.evaluation = answer.evaluation;
  }
}
