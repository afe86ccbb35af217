/** A recipe that somebody wrote. Times are in ms since the Unix epoch. */
export interface RecipeRecord {
  id: string;
  /** JSON of shared/recipes/recipe.ts. */
  content: string;
  createdAt: number;
  updatedAt: number;
}

/** What was launched of a recipe, as it was then. */
export interface LaunchRecord {
  /** The group of its runs, which no other launch has. */
  group: string;
  recipe: string;
  project: string;
  content: string;
  /** JSON of what was changed of the recipe. */
  overrides: string;
  createdAt: number;
}

/** Recipes of users, and what was launched of any recipe. A method resolves when its change is on disk. */
export interface RecipeStore {
  /** By id. */
  list(): Promise<RecipeRecord[]>;
  get(id: string): Promise<RecipeRecord | undefined>;
  /** Stores a recipe, in place of the one that has its id. */
  put(recipe: { id: string; content: string; at: number }): Promise<{ recipe: RecipeRecord; created: boolean }>;
  /** False when there is no such recipe. Its launches stay. */
  remove(id: string): Promise<boolean>;
  /** The launch of that group: this one, or the one that was there before. */
  addLaunch(launch: LaunchRecord): Promise<LaunchRecord>;
  getLaunch(group: string): Promise<LaunchRecord | undefined>;
  /** The latest first. */
  listLaunches(recipe: string, limit: number): Promise<LaunchRecord[]>;
}
