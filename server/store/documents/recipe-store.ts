import type { LaunchRecord, RecipeRecord, RecipeStore } from '../../ports/recipe-store.ts';
import type { Db } from '../sqlite.ts';

const RECIPE = 'id, content, created_at AS createdAt, updated_at AS updatedAt FROM recipes';
const LAUNCH =
  'run_group AS "group", recipe, project, content, overrides, created_at AS createdAt FROM recipe_launches';

/** Every read and write of the recipes of users and of what was launched of recipes. */
export function createRecipeStore(db: Db): RecipeStore {
  const selectAll = db.prepare<[], RecipeRecord>(`SELECT ${RECIPE} ORDER BY id`);
  const select = db.prepare<[string], RecipeRecord>(`SELECT ${RECIPE} WHERE id = ?`);
  const upsert = db.prepare(`
    INSERT INTO recipes (id, content, created_at, updated_at) VALUES (@id, @content, @at, @at)
    ON CONFLICT (id) DO UPDATE SET content = excluded.content, updated_at = excluded.updated_at`);
  const remove = db.prepare<[string]>('DELETE FROM recipes WHERE id = ?');
  const insertLaunch = db.prepare(`
    INSERT INTO recipe_launches (run_group, recipe, project, content, overrides, created_at)
    VALUES (@group, @recipe, @project, @content, @overrides, @createdAt) ON CONFLICT (run_group) DO NOTHING`);
  const selectLaunch = db.prepare<[string], LaunchRecord>(`SELECT ${LAUNCH} WHERE run_group = ?`);
  const selectLaunches = db.prepare<[string, number], LaunchRecord>(
    `SELECT ${LAUNCH} WHERE recipe = ? ORDER BY number DESC LIMIT ?`,
  );

  const putWhole = db.transaction((recipe: { id: string; content: string; at: number }): boolean => {
    const created = select.get(recipe.id) === undefined;
    upsert.run(recipe);
    return created;
  });

  return {
    list: async () => selectAll.all(),
    get: async (id) => select.get(id),

    async put(recipe) {
      const created = putWhole.immediate(recipe);
      return { recipe: select.get(recipe.id) as RecipeRecord, created };
    },

    remove: async (id) => remove.run(id).changes > 0,

    async addLaunch(launch) {
      insertLaunch.run(launch);
      return selectLaunch.get(launch.group) as LaunchRecord;
    },

    getLaunch: async (group) => selectLaunch.get(group),
    listLaunches: async (recipe, limit) => selectLaunches.all(recipe, limit),
  };
}
