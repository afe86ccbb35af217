import { forestData, LEAST_RUNS } from './features.ts';
import type { ImportanceQuestion } from './importance-worker.ts';
import type { Column } from './parameter-axis.ts';
import type { Importance } from './random-forest.ts';

/** How much each parameter matters, found in a thread of its own; equal data are not asked about again. */
export class ImportanceSource {
  /** Null while it is being found, and where there are too few runs. */
  found = $state.raw<Importance | null>(null);
  error = $state('');
  /** Runs with the metric, while they are too few. */
  tooFew = $state<number | null>(null);
  #worker: Worker | null = null;
  #asked = '';
  #id = 0;

  /** To be called in an effect. */
  ask(columns: readonly Column[], target: readonly (number | null)[]): void {
    const data = forestData(columns, target);
    const text = JSON.stringify(data);
    if (text === this.#asked) return;
    this.#asked = text;
    this.found = null;
    this.error = '';
    this.close();
    const isEnough = data.target.length >= LEAST_RUNS;
    this.tooFew = isEnough ? null : data.target.length;
    if (!isEnough || columns.length === 0) return;
    const id = ++this.#id;
    this.#worker = new Worker(new URL('./importance-worker.ts', import.meta.url), { type: 'module' });
    this.#worker.onmessage = ({ data: answer }: MessageEvent<{ id: number; importance: Importance }>) => {
      if (answer.id !== this.#id) return;
      this.found = answer.importance;
      this.close();
    };
    this.#worker.onerror = (event) => {
      this.error = event.message || 'The thread did not start.';
    };
    this.#worker.postMessage({ id, ...data } satisfies ImportanceQuestion);
  }

  close(): void {
    this.#worker?.terminate();
    this.#worker = null;
  }
}
