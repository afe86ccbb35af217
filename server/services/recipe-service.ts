import type {
  LaunchRecipe,
  MissingData,
  RecipeEntry,
  RecipeLaunch,
  RecipeLaunchList,
  RecipeOverrides,
  RecipePlan,
  SaveRecipe,
} from '../../shared/recipes/launch-recipe.ts';
import { type PlannedRun, plan } from '../../shared/recipes/plan.ts';
import { type Recipe, RecipeError, readRecipe } from '../../shared/recipes/recipe.ts';
import type { DatasetInfo } from '../../shared/training/dataset.ts';
import { isNetworkJob } from '../../shared/training/job.ts';
import { AppError } from '../errors.ts';
import type { MetaStore } from '../ports/meta-store.ts';
import type { LaunchRecord, RecipeRecord, RecipeStore } from '../ports/recipe-store.ts';
import type { LaunchService } from './launch-service.ts';
import { iso } from './run-view.ts';

/** Launches go there unless a project is named. */
const PROJECT = 'recipes';
const MOST_LAUNCHES = 50;

export interface RecipeServiceOptions {
  /** Those that ship, by id. */
  shipped: ReadonlyMap<string, Recipe>;
  store: RecipeStore;
  meta: Pick<MetaStore, 'groupRuns'>;
  launch: Pick<LaunchService, 'launchAll'>;
  /** @throws {AppError} `not_found` for a name that no dataset has */
  findDataset: (name: string) => Promise<DatasetInfo>;
  now: () => number;
}

/** Recipes, those that ship and those of users, what they would run, and launching them. */
export function createRecipeService({ shipped, store, meta, launch, findDataset, now }: RecipeServiceOptions) {
  async function get(id: string): Promise<RecipeEntry> {
    const recipe = shipped.get(id);
    if (recipe) return { id, origin: 'shipped', recipe, updatedAt: null };
    const own = await store.get(id);
    if (!own) throw new AppError('not_found', `There is no recipe "${id}".`, { id });
    return toEntry(own);
  }

  function expectOwn(id: string): void {
    if (shipped.has(id))
      throw new AppError('conflict', `Recipe "${id}" comes with Lossboard: save yours under another id.`, { id });
  }

  /** The data of these runs that is not there. */
  async function missingOf(runs: readonly PlannedRun[]): Promise<MissingData[]> {
    const names = new Set(runs.flatMap(({ job }) => (isNetworkJob(job) ? [job.dataset.name] : [])));
    const found = await Promise.all([...names].map(findDataset));
    return found.flatMap(({ name, title, state, error }) => {
      if (state === 'ready') return [];
      return [{ dataset: name, message: error ?? `${title} is not here yet: it is being downloaded.` }];
    });
  }

  async function launchOf(record: LaunchRecord): Promise<RecipeLaunch> {
    const { content: text, overrides: changes, createdAt, ...launched } = record;
    const content: Recipe = JSON.parse(text);
    const overrides: RecipeOverrides = JSON.parse(changes);
    const runs = planned(content, record.recipe, { ...overrides, group: record.group }).map(({ id }) => id);
    return { ...launched, content, overrides, createdAt: iso(createdAt), runs };
  }

  return {
    async list(): Promise<RecipeEntry[]> {
      const own = (await store.list()).filter(({ id }) => !shipped.has(id));
      const files = [...shipped].map(([id, recipe]) => ({ id, origin: 'shipped' as const, recipe, updatedAt: null }));
      return [...files, ...own.map(toEntry)];
    },

    /** @throws {AppError} `not_found` */
    get,

    /** @throws {AppError} `conflict` for the id of a recipe that ships; `invalid` when it has a run that cannot be */
    async put(id: string, recipe: SaveRecipe): Promise<{ entry: RecipeEntry; created: boolean }> {
      expectOwn(id);
      const read = orInvalid(() => readRecipe(recipe, id));
      planned(read, id, {});
      const stored = await store.put({ id, content: JSON.stringify(read), at: now() });
      return { entry: toEntry(stored.recipe), created: stored.created };
    },

    /** @throws {AppError} `not_found`; `conflict` for a recipe that ships */
    async remove(id: string): Promise<void> {
      expectOwn(id);
      if (!(await store.remove(id))) throw new AppError('not_found', `There is no recipe "${id}".`, { id });
    },

    /**
     * What a launch would queue; nothing is changed.
     *
     * @throws {AppError} `not_found` when there is no such recipe, or no dataset that it names; `invalid` when the overrides do not fit
     */
    async plan(id: string, overrides: RecipeOverrides = {}): Promise<RecipePlan> {
      const { recipe } = await get(id);
      const runs = planned(recipe, id, overrides);
      return {
        runs: runs.map((run) => ({ ...run, job: { ...run.job } })),
        missing: await missingOf(runs),
        fallback: recipe.fallback?.note ?? null,
      };
    },

    /**
     * Queues the runs of a recipe, all or none. The same launch again, by its group, is the same runs.
     *
     * @throws {AppError} as `plan` does; `dataset_unavailable` while data is missing; `conflict` when the group is that of
     * another launch; what `LaunchService.launchAll` throws
     */
    async launch(id: string, { project = PROJECT, overrides = {} }: LaunchRecipe): Promise<RecipeLaunch> {
      const { recipe } = await get(id);
      const { group = id, ...changes } = overrides;
      const record: LaunchRecord = {
        ...{ group, recipe: id, project, createdAt: now() },
        ...{ content: JSON.stringify(recipe), overrides: JSON.stringify(changes) },
      };
      const before = await store.getLaunch(group);
      if (before) expectSame(before, record);
      const runs = planned(recipe, id, overrides);
      const missing = await missingOf(runs);
      if (missing.length > 0) throw unavailable(missing, recipe);
      await launch.launchAll(runs.map(({ id: run, name, job }) => ({ ...job, id: run, project, group, name })));
      return launchOf(await store.addLaunch(record));
    },

    /** @throws {AppError} `not_found` when no recipe of this id was launched under the group */
    async getLaunch(id: string, group: string): Promise<RecipeLaunch> {
      const record = await store.getLaunch(group);
      if (record?.recipe !== id)
        throw new AppError('not_found', `Recipe "${id}" was not launched as "${group}".`, { id, group });
      return launchOf(record);
    },

    async listLaunches(id: string): Promise<RecipeLaunchList> {
      const records = await store.listLaunches(id, MOST_LAUNCHES);
      const launches = records.map(async ({ group, project, overrides, createdAt }) => {
        const where = `group = ${JSON.stringify(group)}`;
        const { groups } = await meta.groupRuns({ project, where, by: ['state'], columns: [] });
        const states = Object.fromEntries(groups.map(({ values, runs }) => [String(values[0]), runs]));
        return { group, project, overrides: JSON.parse(overrides), createdAt: iso(createdAt), states };
      });
      return { launches: await Promise.all(launches) };
    },
  };
}

export type RecipeService = ReturnType<typeof createRecipeService>;

/** @throws {AppError} `invalid` */
function planned(recipe: Recipe, id: string, overrides: RecipeOverrides): PlannedRun[] {
  return orInvalid(() => plan(recipe, id, overrides));
}

function orInvalid<Out>(read: () => Out): Out {
  try {
    return read();
  } catch (error) {
    if (error instanceof RecipeError) throw new AppError('invalid', `${capital(error.message)}.`);
    throw error;
  }
}

function unavailable(missing: MissingData[], { fallback }: Recipe): AppError {
  const instead = fallback ? ` Or launch it with "fallback": ${fallback.note}` : '';
  const message = missing.map((each) => each.message).join(' ') + instead;
  return new AppError('dataset_unavailable', message, { missing, fallback: fallback?.note ?? null });
}

/** A launch is repeated by asking for the same again. */
function expectSame(before: LaunchRecord, asked: LaunchRecord): void {
  const isSame = (['recipe', 'project', 'content', 'overrides'] as const).every((part) => before[part] === asked[part]);
  if (!isSame)
    throw new AppError('conflict', `Group "${before.group}" is that of another launch: choose another group.`, {
      group: before.group,
    });
}

function toEntry({ id, content, updatedAt }: RecipeRecord): RecipeEntry {
  return { id, origin: 'own', recipe: JSON.parse(content), updatedAt: iso(updatedAt) };
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
