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

/** The first step of a run at which one of its metrics was NaN or infinite. It is read once for each metric that has such values. */
export class FirstNonFinite {
  readonly #api: Pick<Api, 'nonFinite'>;
  #asked = '';
  found = $state.raw<NonFiniteStart | null>(null);

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
    const starts = await Promise.allSettled(keys.map((key) => this.#startOf(id, key)));
    if (asked !== this.#asked) return;
    const known = starts.flatMap((each) => (each.status === 'fulfilled' ? (each.value ?? []) : []));
    this.found = known.sort((a, b) => a.step - b.step)[0] ?? null;
    if (known.length < keys.length) this.#asked = ''; // what could not be read is read with the next change
  }

  async #startOf(run: string, key: string): Promise<NonFiniteStart | null> {
    const { step, value } = await this.#api.nonFinite(run, key, 1);
    return step[0] === undefined ? null : { key, step: step[0], value: fromJsonNumber(value[0] ?? 'NaN') };
  }
}
