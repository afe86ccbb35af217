import { type Static, Type } from 'typebox';
import { RunStart } from '../run.ts';

const { run, mode } = RunStart.properties;

/** The saved state of another run that a launch asks to begin with. */
export const LaunchFrom = Type.Object(
  {
    run,
    step: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: Number.MAX_SAFE_INTEGER,
        description: 'The newest checkpoint where it is left out.',
      }),
    ),
    mode: Type.Optional(mode),
  },
  {
    $id: 'LaunchFrom',
    additionalProperties: false,
    title: 'Begins with',
    description: 'The saved state of another run.',
  },
);
export type LaunchFrom = Static<typeof LaunchFrom>;

/** How much of a saved state a thread takes: all of it for its own run, or what fits, as another run's. */
export type StartMode = 'resume' | 'fork' | 'warm';
