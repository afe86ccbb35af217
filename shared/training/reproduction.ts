import { type Static, Type } from 'typebox';
import { JsonNumber } from '../number.ts';
import { RunId } from '../run.ts';

/** What a training is to repeat, and is held to. */
export const Reproduces = Type.Object(
  {
    run: RunId,
    kernels: Type.String({ description: 'Implementation of the kernels, as in the origin of the run.' }),
    dataDigest: Type.Union([Type.String(), Type.Null()], { description: 'See the origin of the run.' }),
    lastStep: Type.Union([Type.Integer(), Type.Null()], {
      description: 'The training is stopped after it, as the run was that it repeats; null where that went to its end.',
    }),
  },
  { additionalProperties: false },
);
export type Reproduces = Static<typeof Reproduces>;

const valueOrNull = (description: string) => Type.Union([JsonNumber, Type.Null()], { description });

/** The answer of `GET /runs/:id/reproduction`. */
export const Reproduction = Type.Object(
  {
    original: RunId,
    copy: Type.Union([RunId, Type.Null()], { description: 'The run that repeats it; null where none does.' }),
    state: Type.Enum(['none', 'waiting', 'running', 'equal', 'different', 'incomplete', 'refused'], {
      description:
        'incomplete: it ended before it came as far, equal up to there. refused: the data is not what it was.',
    }),
    progress: Type.Union([Type.Object({ step: Type.Integer(), totalSteps: Type.Integer() }), Type.Null()]),
    points: Type.Integer({ description: 'Points that were compared and are equal, bit by bit.' }),
    series: Type.Integer({ description: 'Series that were compared: all but those of time and of the machine.' }),
    first: Type.Union(
      [
        Type.Object({
          step: Type.Integer(),
          key: Type.String(),
          was: valueOrNull('Null where the original has no point there.'),
          is: valueOrNull('Null where the copy has none.'),
          difference: valueOrNull('Absolute; null where one is missing.'),
          ulps: Type.Union([Type.Number(), Type.Null()], {
            description: 'How many numbers of the precision lie between them; null where one is missing or not finite.',
          }),
          precision: Type.Enum(['float32', 'float64'], { description: 'float32 where both are numbers of it.' }),
        }),
        Type.Null(),
      ],
      { description: 'The first step at which a value differs.' },
    ),
    origins: Type.Array(
      Type.Object({
        what: Type.String(),
        was: Type.Union([Type.String(), Type.Null()]),
        is: Type.Union([Type.String(), Type.Null()]),
      }),
      { description: 'What the two were computed by and from, where that differs.' },
    ),
  },
  { $id: 'Reproduction', description: 'How a run compares with the one that repeats it, point by point.' },
);
export type Reproduction = Static<typeof Reproduction>;
