import { type Static, Type } from 'typebox';
import { Step, TimeMs } from '../ingest.ts';

/** Without defaults: what is left out stays. */
const NewLength = Type.Object(
  {
    unit: Type.Enum(['epochs', 'steps']),
    count: Type.Integer({ minimum: 1, maximum: 1_000_000_000 }),
  },
  { additionalProperties: false },
);

/** What may be set of a training while it runs, besides its learning rate. */
const SETTINGS = {
  weightDecay: Type.Optional(Type.Number({ minimum: 0, maximum: 1e6 })),
  momentum: Type.Optional(
    Type.Number({ minimum: 0, exclusiveMaximum: 1, description: 'Or β₁ of an optimizer of Adam’s kin.' }),
  ),
  clipNorm: Type.Optional(Type.Number({ minimum: 0, maximum: 1e9, description: '0 is never.' })),
  clipValue: Type.Optional(Type.Number({ minimum: 0, maximum: 1e9, description: '0 is never.' })),
  length: Type.Optional(NewLength),
  histogramEvery: Type.Optional(Type.Integer({ minimum: 0, maximum: 1e6, description: 'Steps; 0 is never.' })),
  layersEvery: Type.Optional(Type.Integer({ minimum: 1, maximum: 1e6, description: 'Steps.' })),
  checkpointEvery: Type.Optional(
    Type.Integer({ minimum: 0, maximum: 1e6, description: 'Epochs, on a surface steps; 0 is never.' }),
  ),
};
const Rate = Type.Number({ exclusiveMinimum: 0, maximum: 1e6 });

/** Settings as they are from a step on. */
export const SteeredSettings = Type.Object(
  { learningRate: Type.Optional(Rate), ...SETTINGS },
  { $id: 'SteeredSettings', additionalProperties: false, minProperties: 1 },
);
export type SteeredSettings = Static<typeof SteeredSettings>;

/** What is asked to be set; a learning rate also by what the present one is multiplied with. */
export const AskedSettings = Type.Object(
  {
    learningRate: Type.Optional(
      Type.Union([Rate, Type.Object({ times: Rate }, { additionalProperties: false })], {
        description: 'A number above 0 up to 1e6, or {"times": factor} of the present one.',
      }),
    ),
    ...SETTINGS,
  },
  { $id: 'AskedSettings', additionalProperties: false, minProperties: 1 },
);
export type AskedSettings = Static<typeof AskedSettings>;

/** A change of settings while a training ran. */
export const Steering = Type.Object(
  {
    step: Type.Integer({ ...Step, description: 'The first step that was taken with them.' }),
    set: SteeredSettings,
    by: Type.String({ description: 'Who asked for it.' }),
    at: Type.Number({ ...TimeMs, description: 'When, in ms since the Unix epoch.' }),
  },
  { $id: 'Steering', additionalProperties: false },
);
export type Steering = Static<typeof Steering>;

/** The body of `POST /runs/:id/steer`. */
export const SteerRequest = Type.Object(
  {
    set: AskedSettings,
    by: Type.Optional(
      Type.String({ minLength: 1, maxLength: 128, description: 'Left out, the address it came from.' }),
    ),
  },
  { $id: 'SteerRequest', additionalProperties: false },
);
export type SteerRequest = Static<typeof SteerRequest>;

/** The answer to it: what holds from which step on. */
export const SteerAnswer = Type.Object(
  {
    step: Type.Union([Type.Integer(), Type.Null()], {
      description:
        'The first step taken with the settings; null when they are taken before the next one, which is not there yet.',
    }),
    set: Type.Union([SteeredSettings, Type.Null()], { description: 'As they are now; null with the step.' }),
  },
  { $id: 'SteerAnswer', description: 'From which step the settings hold.' },
);
export type SteerAnswer = Static<typeof SteerAnswer>;
