import type { NetworkGraph } from '../../../shared/training/graph.ts';
import { type Api, errorMessage } from '../../api/api.ts';
import { rowsOf } from './rows.ts';

/** The graph of one run, and which of its layers show their operations. */
export class RunGraph {
  graph = $state.raw<NetworkGraph | null>(null);
  status = $state<'loading' | 'ready' | 'error'>('loading');
  error = $state('');
  #open = $state.raw<ReadonlySet<string>>(new Set());
  readonly #run: string;
  readonly #api: Pick<Api, 'graph'>;

  readonly rows = $derived(this.graph && rowsOf(this.graph, this.#open));
  readonly allOpen = $derived(this.graph?.layers.every(({ name }) => this.#open.has(name)) ?? false);

  constructor(run: string, api: Pick<Api, 'graph'>) {
    this.#run = run;
    this.#api = api;
  }

  /** Reads the graph, unless it was read before. */
  async read(): Promise<void> {
    if (this.graph) return;
    try {
      this.graph = (await this.#api.graph(this.#run)).graph;
      this.status = 'ready';
    } catch (error) {
      this.error = errorMessage(error);
      this.status = 'error';
    }
  }

  /** Shows the operations of a layer, or hides them. */
  toggle(layer: string): void {
    const open = new Set(this.#open);
    if (!open.delete(layer)) open.add(layer);
    this.#open = open;
  }

  /** Shows those of every layer, or of none. */
  toggleAll(): void {
    this.#open = new Set(this.allOpen ? [] : this.graph?.layers.map(({ name }) => name));
  }
}
