import { type Static, Type } from 'typebox';
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
