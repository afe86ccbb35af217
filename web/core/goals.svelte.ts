import { betterDirection } from '../../shared/metric-names.ts';

const KEY = 'lossboard.goals';
export type Direction = 'lower' | 'higher';
/** `none`: the reader does not rank by this metric, whatever its name suggests. */
export type Goal = Direction | 'none';
const GOALS: readonly Goal[] = ['lower', 'higher', 'none'];

/**
 * Which values of a metric are the better ones: what the reader set for the project, else what its name is known
 * for, else nothing. Kept across visits, in this browser.
 */
export class Goals {
  #chosen = $state.raw<Record<string, Goal>>({});
  readonly #storage: Pick<Storage, 'getItem' | 'setItem'>;

  constructor(storage: Pick<Storage, 'getItem' | 'setItem'>) {
    this.#storage = storage;
    this.#chosen = read(storage.getItem(KEY));
  }

  of(project: string, metric: string): Direction | undefined {
    const chosen = this.#chosen[idOf(project, metric)];
    if (chosen) return chosen === 'none' ? undefined : chosen;
    return betterDirection(metric);
  }

  /** The direction that all these projects have; undefined where they differ. */
  ofAll(projects: readonly string[], metric: string): Direction | undefined {
    const [first, ...others] = new Set(projects.map((project) => this.of(project, metric)));
    return others.length > 0 ? undefined : first;
  }

  set(projects: readonly string[], metric: string, goal: Goal): void {
    this.#chosen = { ...this.#chosen, ...Object.fromEntries(projects.map((project) => [idOf(project, metric), goal])) };
    this.#storage.setItem(KEY, JSON.stringify(this.#chosen));
  }
}

function idOf(project: string, metric: string): string {
  return JSON.stringify([project, metric]);
}

function read(text: string | null): Record<string, Goal> {
  try {
    const kept: unknown = JSON.parse(text ?? '{}');
    return Object.fromEntries(Object.entries(kept ?? {}).filter(([, goal]) => GOALS.includes(goal)));
  } catch {
    return {}; // SyntaxError: something else wrote there
  }
}
