import { byImportance } from '../../shared/metric-names.ts';
import { fromJsonNumber } from '../../shared/number.ts';
import type { Run } from '../../shared/run.ts';
import type { Api } from '../api/api.ts';

/** Where a metric first had a value that is not finite. */
export interface NonFiniteStart {
  key: string;
  step: number;
  value: number;
}

/** So many metrics are asked for, what matters most first. */
const MOST = 4;

/** So many points of a metric are looked through for the first of each kind. */
const READ = 200;

/** Where metrics of a run first were infinite, and where NaN: the earliest of all. Each metric that has such values is read once. */
export class FirstNonFinite {
  readonly #api: Pick<Api, 'nonFinite'>;
  #asked = '';
  found = $state.raw<NonFiniteStart[]>([]);

  constructor(api: Pick<Api, 'nonFinite'>) {
    this.#api = api;
  }

  async read({ id, summary }: Pick<Run, 'id' | 'summary'>): Promise<void> {
    const keys = Object.keys(summary)
      .filter((key) => (summary[key]?.nonFinite ?? 0) > 0)
      .sort(byImportance)
      .slice(0, MOST);
    const asked = [id, ...keys].join('\n');
    if (asked === this.#asked) return;
    this.#asked = asked;
    const starts = await Promise.allSettled(keys.map((key) => this.#startsOf(id, key)));
    if (asked !== this.#asked) return;
    const known = starts.flatMap((each) => (each.status === 'fulfilled' ? each.value : []));
    const inOrder = known.toSorted((a, b) => a.step - b.step);
    this.found = inOrder.filter((each, index) => inOrder.findIndex((other) => isAlike(other, each)) === index);
    if (starts.some(({ status }) => status === 'rejected')) this.#asked = ''; // what could not be read is read with the next change
  }

  async #startsOf(run: string, key: string): Promise<NonFiniteStart[]> {
    const { step, value } = await this.#api.nonFinite(run, key, READ);
    return step.map((each, index) => ({ key, step: each, value: fromJsonNumber(value[index] ?? 'NaN') }));
  }
}

const isAlike = (a: NonFiniteStart, b: NonFiniteStart) => Number.isNaN(a.value) === Number.isNaN(b.value);
