import { type Static, Type } from 'typebox';
import { Name } from '../run.ts';
import { MAX_TRIALS, StudyId, type StudySpec } from './study.ts';

const DateTime = Type.String({ format: 'date-time' });

/**
 * What became of a trial.
 *
 * - `waiting`: its values are stored, its run is not launched yet
 * - `running`: its run waits in the queue or runs
 * - `finished`, `pruned` (stopped by the study), `failed` (also diverged and silent ones), `stopped` (by somebody)
 */
export const TrialState = Type.Enum(['waiting', 'running', 'finished', 'pruned', 'failed', 'stopped']);
export type TrialState = Static<typeof TrialState>;

export const OPEN_TRIALS: readonly TrialState[] = ['waiting', 'running'];

export const Trial = Type.Object(
  {
    number: Type.Integer({ minimum: 1 }),
    run: Type.String({ description: 'The id of its run.' }),
    values: Type.Record(Type.String(), Type.Unknown(), { description: 'By pointer, or by key of a remote study.' }),
    informedBy: Type.Integer({ minimum: 0, description: 'Its values were chosen knowing the trials up to this one.' }),
    state: TrialState,
    value: Type.Union([Type.Number(), Type.Null()], { description: 'Of the objective; null while there is none.' }),
    reason: Type.Union([Type.String(), Type.Null()], { description: 'Why it did not finish, in words.' }),
    steps: Type.Integer({ minimum: 0, description: 'Steps taken.' }),
    savedSteps: Type.Integer({ minimum: 0, description: 'Steps that it would have taken, had it not been pruned.' }),
    createdAt: DateTime,
    endedAt: Type.Union([DateTime, Type.Null()]),
  },
  { $id: 'Trial', description: 'One run of a study, with the values that were chosen for it.' },
);
export type Trial = Static<typeof Trial>;

export const StudyState = Type.Enum(['running', 'paused', 'finished', 'stopped']);
export type StudyState = Static<typeof StudyState>;

export const Study = Type.Object(
  {
    id: StudyId,
    spec: Type.Unsafe<StudySpec>(
      Type.Record(Type.String(), Type.Unknown(), { description: 'As StudySpec, with every default.' }),
    ),
    state: StudyState,
    reason: Type.Union([Type.String(), Type.Null()], { description: 'Why it is in this state, in words.' }),
    createdAt: DateTime,
    endedAt: Type.Union([DateTime, Type.Null()]),
    spentMs: Type.Integer({ description: 'Time that counts for the budget.' }),
    counts: Type.Record(TrialState, Type.Integer(), { $id: 'TrialCounts', description: 'Trials by state.' }),
    steps: Type.Integer({ description: 'Of all trials.' }),
    savedSteps: Type.Integer(),
    best: Type.Union([Trial, Type.Null()], { description: 'The trial with the best value; pruned ones do not count.' }),
  },
  { $id: 'Study', description: 'A search for the best values of some settings.' },
);
export type Study = Static<typeof Study>;

export const StudyList = Type.Object(
  { studies: Type.Array(Study) },
  { $id: 'StudyList', description: 'Studies, the newest first.' },
);
export type StudyList = Static<typeof StudyList>;

export const StudyWithTrials = Type.Object(
  { ...Study.properties, trials: Type.Array(Trial) },
  { $id: 'StudyWithTrials', description: 'A study and all of its trials, by number.' },
);
export type StudyWithTrials = Static<typeof StudyWithTrials>;

/** The body of `PATCH /studies/:id`: only the fields in it change. */
export const PatchStudy = Type.Object(
  {
    state: Type.Optional(
      Type.Enum(['running', 'paused', 'stopped'], {
        description: 'paused: no further trials, those that run go on; stopped: these are stopped too.',
      }),
    ),
    name: Type.Optional(Name),
    // without their defaults, which would change what is not named
    budget: Type.Optional(
      Type.Object(
        {
          runs: Type.Optional(Type.Integer({ minimum: 1, maximum: MAX_TRIALS })),
          steps: Type.Optional(Type.Integer({ minimum: 1, maximum: 1e12 })),
          minutes: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 1e6 })),
        },
        { additionalProperties: false, description: 'Takes the place of what it was.' },
      ),
    ),
    parallel: Type.Optional(Type.Integer({ minimum: 1, maximum: 64 })),
  },
  { $id: 'PatchStudy', additionalProperties: false, minProperties: 1 },
);
export type PatchStudy = Static<typeof PatchStudy>;

/** The body of `POST /studies/:id/trials/:number`: how a trial of a remote study ended. */
export const TrialReport = Type.Object(
  {
    value: Type.Optional(
      Type.Number({ description: 'Of the objective; left out, what the run logged of its metric counts.' }),
    ),
    state: Type.Optional(Type.Enum(['finished', 'failed'])),
    reason: Type.Optional(Type.String({ minLength: 1, maxLength: 1000 })),
  },
  { $id: 'TrialReport', additionalProperties: false, minProperties: 1 },
);
export type TrialReport = Static<typeof TrialReport>;
