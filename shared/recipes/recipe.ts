import { type Static, Type } from 'typebox';
import { ChartSettings } from '../panel-spec.ts';
import { fieldErrors, withDefaults } from '../validate.ts';

const Pointer = Type.String({
  pattern: '^(/[A-Za-z0-9_-]+)+$',
  maxLength: 200,
  description: 'Where in the job, as a JSON pointer: /optimizer/learningRate.',
});
const Label = Type.String({ minLength: 1, maxLength: 64 });
const Caption = Type.String({
  maxLength: 64,
  description: 'What stands before a value in names; left out, the last word of the pointer.',
});
const Settings = Type.Record(Type.String(), Type.Unknown());
const MAX_VALUES = 200;

/** What varies from run to run; with several, every combination is a run. */
export const Axis = Type.Union(
  [
    Type.Object(
      {
        at: Pointer,
        label: Type.Optional(Caption),
        values: Type.Array(Type.Unknown(), { minItems: 1, maxItems: MAX_VALUES }),
      },
      { title: 'Values', additionalProperties: false },
    ),
    Type.Object(
      {
        at: Pointer,
        label: Type.Optional(Caption),
        log: Type.Array(Type.Number({ exclusiveMinimum: 0 }), { minItems: 2, maxItems: 2 }),
        count: Type.Integer({ minimum: 2, maximum: MAX_VALUES }),
      },
      { title: 'Logarithmic range', additionalProperties: false },
    ),
    Type.Object(
      {
        cases: Type.Array(Type.Object({ label: Label, set: Settings }, { additionalProperties: false }), {
          minItems: 1,
          maxItems: MAX_VALUES,
        }),
      },
      { title: 'Cases', description: 'Named sets of settings, each by its pointer.', additionalProperties: false },
    ),
  ],
  {
    $id: 'RecipeAxis',
    description: 'An axis: values or a range log of one pointer at, or cases with a label and what they set.',
  },
);
export type Axis = Static<typeof Axis>;

/** What a recipe should come to, so that a reader and a test can judge it. */
export const Expectation = Type.Object(
  {
    of: Type.String({ minLength: 1, maxLength: 300, description: 'In words, what is expected.' }),
    runs: Type.Optional(
      Type.String({
        maxLength: 128,
        description: 'The runs that it is about: all whose name has these words in it; else all.',
      }),
    ),
    beside: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 128,
        description: 'What is in the band is the value divided by that of the run, of the same seed, with these words.',
      }),
    ),
    metric: Type.String({ minLength: 1, maxLength: 300 }),
    take: Type.Optional(
      Type.Enum(['last', 'lowest', 'highest'], { description: 'Which value of each run; the last unless given.' }),
    ),
    band: Type.Array(Type.Union([Type.Number(), Type.Null()]), {
      minItems: 2,
      maxItems: 2,
      description: 'Lowest and highest value, null for no limit.',
    }),
    source: Type.String({ minLength: 1, maxLength: 300 }),
  },
  { $id: 'Expectation', additionalProperties: false, description: 'What a recipe should come to.' },
);
export type Expectation = Static<typeof Expectation>;

export const RECIPE_VIEWS = [
  'surface',
  'line-search',
  'u-curve',
  'heat-map',
  'ridgeline',
  'boundary',
  'budget',
  'curves',
] as const;

/** Each combination is run with each of them. */
export const Seeds = Type.Array(Type.Integer({ minimum: 0, maximum: 4_294_967_295 }), { minItems: 1, maxItems: 100 });

/** An experiment that makes a point, as data: what runs it is, how to look at them and what should come out. */
export const Recipe = Type.Object(
  {
    title: Type.String({ minLength: 1, maxLength: 100 }),
    shows: Type.String({ minLength: 1, maxLength: 500, description: 'One sentence: the point that it makes.' }),
    source: Type.String({ minLength: 1, maxLength: 500, description: 'Where it comes from.' }),
    base: Type.Record(Type.String(), Type.Unknown(), {
      description:
        'The job that all runs share: the body of POST /launch without a name; what is left out has its default.',
    }),
    vary: Type.Array(Axis, { maxItems: 6, default: [] }),
    seeds: { ...Seeds, default: [1] },
    view: Type.Object(
      {
        kind: Type.Enum([...RECIPE_VIEWS]),
        x: Type.Optional(Type.String({ maxLength: 300, description: 'A pointer or a metric.' })),
        y: Type.Optional(Type.String({ maxLength: 300 })),
        z: Type.Optional(Type.String({ maxLength: 300, description: 'What colours a heat map.' })),
        metrics: Type.Optional(Type.Array(Type.String({ maxLength: 300 }), { maxItems: 20 })),
        settings: Type.Optional(ChartSettings),
      },
      { $id: 'RecipeView', additionalProperties: false, description: 'How its runs are looked at.' },
    ),
    expect: Type.Array(Expectation, { maxItems: 50, default: [] }),
    fallback: Type.Optional(
      Type.Object(
        { set: Settings, note: Type.String({ minLength: 1, maxLength: 300 }) },
        {
          additionalProperties: false,
          description:
            'What is set where the dataset is not here and is not to be downloaded; expectations do not hold then.',
        },
      ),
    ),
  },
  { $id: 'Recipe', additionalProperties: false },
);
export type Recipe = Static<typeof Recipe>;

/** A recipe that is not one, or that has a run that cannot be; names the recipe, where and what was expected. */
export class RecipeError extends Error {
  override name = 'RecipeError';
}

/**
 * Reads a recipe, with its defaults.
 *
 * @throws {RecipeError} when it does not have the form of one
 */
export function readRecipe(value: unknown, id: string): Recipe {
  const recipe = withDefaults<Recipe>(Recipe, value);
  const [wrong] = fieldErrors(Recipe, recipe);
  if (wrong) throw new RecipeError(`recipe "${id}": ${wrong.path || 'it'} ${wrong.message}`);
  return recipe;
}
