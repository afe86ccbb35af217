import { type Static, Type } from 'typebox';
import { SAVE_CAUSES } from './training/checkpoint-head.ts';
import { Criterion } from './training/checkpoint-score.ts';

/** Why a checkpoint is not removed when newer ones are saved. */
export const KeptFor = Type.Enum(['newest', 'best', 'pinned']);
export type KeptFor = Static<typeof KeptFor>;

/** A saved state of a training run: parameters, optimizer, generators and place in the data. */
export const Checkpoint = Type.Object(
  {
    step: Type.Integer(),
    bytes: Type.Integer(),
    savedAt: Type.String({ format: 'date-time' }),
    kept: Type.Array(KeptFor, {
      description:
        'newest: one of the newest two; best: by the criterion of the list; pinned: until somebody deletes it.',
    }),
    cause: Type.Union([Type.Enum(SAVE_CAUSES), Type.Null()], {
      description:
        'due: by the setting `checkpointEvery`; end: where the training ended; pause: where it was paused; asked: saved on demand. Null of earlier versions.',
    }),
    score: Type.Union([Type.Object({ metric: Type.String(), value: Type.Number() }), Type.Null()], {
      description:
        'What this state was evaluated to by the criterion of the list; null where it was saved between two evaluations.',
    }),
  },
  { $id: 'Checkpoint', description: 'A saved state of the training.' },
);
export type Checkpoint = Static<typeof Checkpoint>;

/** The answer of `GET /runs/:id/checkpoints`. */
export const CheckpointList = Type.Object(
  {
    checkpoints: Type.Array(Checkpoint),
    criterion: Type.Union([Criterion, Type.Null()], {
      description:
        'By what the best is chosen: the objective of its study, else a goal that is set in its project, else its loss. Null where no state was evaluated.',
    }),
    bytes: Type.Integer({ description: 'Of all of them on disk, and of the state that the run began with.' }),
  },
  { $id: 'CheckpointList', description: 'Checkpoints, newest first.' },
);
export type CheckpointList = Static<typeof CheckpointList>;

/** The body of `PATCH /runs/:id/checkpoints/:step`. */
export const PatchCheckpoint = Type.Object(
  { pinned: Type.Boolean({ description: 'Whether it is kept until somebody deletes it.' }) },
  { $id: 'PatchCheckpoint', additionalProperties: false },
);
export type PatchCheckpoint = Static<typeof PatchCheckpoint>;
