import { type Static, Type } from 'typebox';
import { Name, RunId } from '../run.ts';
import { Axis, Expectation, Recipe, Seeds } from './recipe.ts';

export const RecipeId = Type.String({
  pattern: '^[A-Za-z0-9_-]{1,40}$',
  description: 'Letters, digits, _ and -, at most 40.',
});

/** The group of a launch: the ids of its runs begin with it. */
export const LaunchGroup = Type.String({
  pattern: '^[A-Za-z0-9_-]{1,48}$',
  description: 'Letters, digits, _ and -, at most 48.',
});

/** The body of `PUT /recipes/:id`: a recipe, in which what has a default may be left out. */
export const SaveRecipe = Type.Object(
  {
    ...Recipe.properties,
    vary: Type.Optional(Type.Array(Axis, { maxItems: 6 })),
    seeds: Type.Optional(Seeds),
    expect: Type.Optional(Type.Array(Expectation, { maxItems: 50 })),
  },
  { $id: 'SaveRecipe', additionalProperties: false },
);
export type SaveRecipe = Static<typeof SaveRecipe>;

/** A recipe with where it is from. */
export const RecipeEntry = Type.Object(
  {
    id: RecipeId,
    origin: Type.Enum(['shipped', 'own'], {
      description: 'Whether it comes with Lossboard, or somebody wrote it here.',
    }),
    recipe: Recipe,
    updatedAt: Type.Union([Type.String({ format: 'date-time' }), Type.Null()], { description: 'Null where it ships.' }),
  },
  { $id: 'RecipeEntry', description: 'A recipe with where it is from.' },
);
export type RecipeEntry = Static<typeof RecipeEntry>;

/** The answer of `GET /recipes`. */
export const RecipeList = Type.Object(
  { recipes: Type.Array(RecipeEntry) },
  { $id: 'RecipeList', description: 'Those that ship, then those of users, by id.' },
);
export type RecipeList = Static<typeof RecipeList>;

/** What is changed of a recipe before it is launched. */
export const RecipeOverrides = Type.Object(
  {
    group: Type.Optional({ ...LaunchGroup, description: 'The group of the runs; the id of the recipe unless given.' }),
    set: Type.Optional(
      Type.Record(Type.String(), Type.Unknown(), {
        description: 'Settings of every run, by JSON pointer; what the recipe varies there, it varies no more.',
      }),
    ),
    vary: Type.Optional(Type.Array(Axis, { maxItems: 6, description: 'In place of what the recipe varies.' })),
    seeds: Type.Optional(Seeds),
    fallback: Type.Optional(Type.Boolean({ description: 'Takes the data that the recipe names for want of its own.' })),
  },
  { $id: 'RecipeOverrides', additionalProperties: false },
);
export type RecipeOverrides = Static<typeof RecipeOverrides>;

/** The body of `POST /recipes/:id/plan`. */
export const PlanRecipe = Type.Object(
  { overrides: Type.Optional(RecipeOverrides) },
  { $id: 'PlanRecipe', additionalProperties: false },
);

/** The body of `POST /recipes/:id/launch`. */
export const LaunchRecipe = Type.Object(
  { project: Type.Optional(Name), overrides: Type.Optional(RecipeOverrides) },
  { $id: 'LaunchRecipe', additionalProperties: false },
);
export type LaunchRecipe = Static<typeof LaunchRecipe>;

/** Data that the runs of a plan need and that is not there. */
export const MissingData = Type.Object(
  { dataset: Type.String(), message: Type.String({ description: 'What is missing, and where to put it.' }) },
  { $id: 'MissingData', description: 'Data that is not there.' },
);
export type MissingData = Static<typeof MissingData>;

/** The answer of `POST /recipes/:id/plan`. */
export const RecipePlan = Type.Object(
  {
    runs: Type.Array(
      Type.Object({
        id: RunId,
        group: Type.String(),
        name: Type.String(),
        values: Type.Record(Type.String(), Type.Unknown(), { description: 'What differs, by JSON pointer.' }),
        job: Type.Record(Type.String(), Type.Unknown(), { description: 'As the body of `POST /launch`.' }),
      }),
    ),
    missing: Type.Array(MissingData),
    fallback: Type.Union([Type.String(), Type.Null()], {
      description: 'The data that may be taken in its place; null where the recipe names none.',
    }),
  },
  { $id: 'RecipePlan', description: 'The runs that a launch would queue, in order.' },
);
export type RecipePlan = Static<typeof RecipePlan>;

/** A launch of a recipe: its runs, and the recipe as it was then. */
export const RecipeLaunch = Type.Object(
  {
    group: Type.String(),
    recipe: RecipeId,
    project: Type.String(),
    overrides: RecipeOverrides,
    createdAt: Type.String({ format: 'date-time' }),
    runs: Type.Array(RunId, { description: 'In the order of the plan.' }),
    content: Recipe,
  },
  { $id: 'RecipeLaunch', description: 'A launch of a recipe, with the recipe as it was then.' },
);
export type RecipeLaunch = Static<typeof RecipeLaunch>;

/** The answer of `GET /recipes/:id/launches`. */
export const RecipeLaunchList = Type.Object(
  {
    launches: Type.Array(
      Type.Object({
        group: Type.String(),
        project: Type.String(),
        overrides: RecipeOverrides,
        createdAt: Type.String({ format: 'date-time' }),
        states: Type.Record(Type.String(), Type.Integer(), {
          description: 'Its runs that are not in the trash, by state.',
        }),
      }),
    ),
  },
  { $id: 'RecipeLaunchList', description: 'The latest launches of a recipe, the newest first.' },
);
export type RecipeLaunchList = Static<typeof RecipeLaunchList>;
