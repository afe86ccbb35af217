import type { RecipeEntry } from '../../shared/recipes/launch-recipe.ts';
import type { Run } from '../../shared/run.ts';
import { type Api, errorMessage } from '../api/api.ts';

/** Every recipe, read once and changed here. */
export class Recipes {
  list = $state.raw<RecipeEntry[]>([]);
  status = $state<'loading' | 'ready' | 'error'>('loading');
  error = $state('');
  readonly #api: Pick<Api, 'recipes'>;

  constructor(api: Pick<Api, 'recipes'>) {
    this.#api = api;
  }

  async read(): Promise<void> {
    try {
      this.list = (await this.#api.recipes()).recipes;
      this.status = 'ready';
    } catch (error) {
      this.error = errorMessage(error);
      if (this.list.length === 0) this.status = 'error';
    }
  }
}

/** The latest trainings that finished here, by which the time of others is expected; none where they cannot be read. */
export async function finishedRuns(api: Pick<Api, 'runs'>): Promise<Run[]> {
  const where = 'kind = training and state = finished';
  return api.runs({ where, limit: '40' }).then(
    ({ runs }) => runs,
    () => [],
  );
}
