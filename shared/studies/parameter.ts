import { type Static, Type } from 'typebox';

const At = Type.String({
  minLength: 1,
  maxLength: 200,
  description: 'Where in the job, as a JSON pointer: /optimizer/learningRate. Of a remote study a plain key: lr.',
});

/** A parameter is there only while another one has one of these values. */
const When = Type.Object(
  { at: At, is: Type.Array(Type.Unknown(), { minItems: 1, maxItems: 100 }) },
  { additionalProperties: false, description: 'Only while the parameter at `at` has one of the values `is`.' },
);

/** What a study varies: a number within a range, or one of some values. */
export const Parameter = Type.Union(
  [
    Type.Object(
      {
        kind: Type.Literal('range'),
        at: At,
        low: Type.Number(),
        high: Type.Number(),
        log: Type.Optional(Type.Boolean({ description: 'Equal ratios are equally likely.' })),
        integer: Type.Optional(Type.Boolean({ description: 'Whole numbers alone.' })),
        levels: Type.Optional(
          Type.Integer({ minimum: 2, maximum: 200, description: 'Values that a grid takes from the range.' }),
        ),
        when: Type.Optional(When),
      },
      { title: 'Range', additionalProperties: false },
    ),
    Type.Object(
      {
        kind: Type.Literal('choice'),
        at: At,
        values: Type.Array(Type.Unknown(), { minItems: 1, maxItems: 100 }),
        when: Type.Optional(When),
      },
      { title: 'Choice', additionalProperties: false },
    ),
  ],
  { discriminator: { propertyName: 'kind' } },
);
export type Parameter = Static<typeof Parameter>;
export type RangeParameter = Extract<Parameter, { kind: 'range' }>;

/** The values of one trial by where they go; a parameter whose condition does not hold is left out. */
export type Values = Record<string, unknown>;

/** Whether two JSON values are the same. */
export function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** Whether a parameter has a value beside these. */
export function isActive({ when }: Parameter, values: Values): boolean {
  if (!when) return true;
  return Object.hasOwn(values, when.at) && when.is.some((each) => isSame(each, values[when.at]));
}

/** Every parameter after the one that it depends on; those of a circle are left out. */
export function inOrder(parameters: readonly Parameter[]): Parameter[] {
  const ordered: Parameter[] = [];
  const placed = new Set<string>();
  for (let before = -1; before < ordered.length; ) {
    before = ordered.length;
    for (const each of parameters) {
      if (placed.has(each.at) || (each.when && !placed.has(each.when.at))) continue;
      placed.add(each.at);
      ordered.push(each);
    }
  }
  return ordered;
}
