import { type Static, Type } from 'typebox';
import { RunId } from '../run.ts';

/** What a training begins with, where that is the saved state of another run. */
export const RunStart = Type.Object(
  {
    run: RunId,
    step: Type.Integer({ minimum: 0, description: 'Of the checkpoint.' }),
    mode: Type.Enum(['fork', 'warm'], {
      description:
        'fork: goes on from that step, with all of the state that fits. warm: starts with the weights alone.',
    }),
  },
  { additionalProperties: false },
);
export type RunStart = Static<typeof RunStart>;

/** How much of a saved state a training takes: all of it for its own, or as another run's. */
export type StartMode = 'resume' | RunStart['mode'];
