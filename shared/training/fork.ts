import { type Static, Type } from 'typebox';
import { RunStart } from '../run.ts';
import { LaunchRequest } from './launch.ts';
import { LaunchFrom } from './run-start.ts';

const { id, project, name, group, tags, notes } = LaunchRequest.properties;

/** The body of `POST /runs/:id/fork`. */
export const ForkRequest = Type.Object(
  {
    step: LaunchFrom.properties.step,
    mode: LaunchFrom.properties.mode,
    changes: Type.Optional(
      Type.Record(Type.String(), Type.Unknown(), {
        description:
          'A JSON merge patch of the settings of the run: `{"optimizer": {"learningRate": 0.01}}`. Another optimizer or schedule begins with its usual settings.',
      }),
    ),
    job: Type.Optional(
      Type.Record(Type.String(), Type.Unknown(), { description: 'All settings, in place of `changes`.' }),
    ),
    id,
    name: Type.Optional({ ...name, description: 'Left empty, that of the run with “-fork”.' } as typeof name),
    project: Type.Optional({
      ...project,
      default: undefined,
      description: 'That of the run where it is left out.',
    } as typeof project),
    group,
    tags,
    notes,
  },
  { $id: 'ForkRequest', title: 'Fork', additionalProperties: false },
);
export type ForkRequest = Static<typeof ForkRequest>;

/** The answer of `POST /runs/:id/fork/plan`: what a fork would be. */
export const ForkPlan = Type.Object(
  {
    step: RunStart.properties.step,
    mode: RunStart.properties.mode,
    changes: Type.Array(Type.Object({ path: Type.String(), from: Type.Unknown(), to: Type.Unknown() }), {
      description: 'Settings that differ from those of the run.',
    }),
    unfit: Type.Array(Type.String(), { description: 'What of the saved state would not fit, in words.' }),
    totalSteps: Type.Union([Type.Integer(), Type.Null()], { description: 'Null where that is not known before.' }),
  },
  { $id: 'ForkPlan', description: 'What a fork would change, and what of the saved state would not fit.' },
);
export type ForkPlan = Static<typeof ForkPlan>;
