-- Recipes that users wrote or imported, as shared/recipes/recipe.ts has them; those that ship are files.
CREATE TABLE recipes (
  id         TEXT    PRIMARY KEY,
  content    TEXT    NOT NULL CHECK (json_type(content) = 'object'),
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;

-- What was launched of a recipe: the recipe as it was then, which may be changed or deleted since, and what of it was overridden.
CREATE TABLE recipe_launches (
  number     INTEGER PRIMARY KEY AUTOINCREMENT,
  run_group  TEXT    NOT NULL UNIQUE,
  recipe     TEXT    NOT NULL,
  project    TEXT    NOT NULL,
  content    TEXT    NOT NULL CHECK (json_type(content) = 'object'),
  overrides  TEXT    NOT NULL CHECK (json_type(overrides) = 'object'),
  created_at INTEGER NOT NULL
) STRICT;
-- The launches of a recipe, the latest first.
CREATE INDEX launches_by_recipe ON recipe_launches (recipe, number);
