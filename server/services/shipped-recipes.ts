import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type Recipe, readRecipe } from '../../shared/recipes/recipe.ts';

/**
 * The recipes of a folder by id, which is the name of a file without its ending, in the order of their names.
 *
 * @throws {RecipeError} when a file is no recipe; names it
 */
export function readShippedRecipes(folder: string): Map<string, Recipe> {
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort();
  return new Map(
    files.map((name) => {
      const id = basename(name, '.json');
      return [id, readRecipe(JSON.parse(readFileSync(join(folder, name), 'utf8')), id)];
    }),
  );
}
