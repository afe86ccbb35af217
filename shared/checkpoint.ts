import { type Static, Type } from 'typebox';

/** A saved state of a training run: network, optimizer, generators and place in the data. */
export const Checkpoint = Type.Object(
  {
    step: Type.Integer(),
    bytes: Type.Integer(),
    savedAt: Type.String({ format: 'date-time' }),
  },
  { $id: 'Checkpoint' },
);
export type Checkpoint = Static<typeof Checkpoint>;

/** The answer of `GET /runs/:id/checkpoints`. */
export const CheckpointList = Type.Object(
  { checkpoints: Type.Array(Checkpoint) },
  { $id: 'CheckpointList', description: 'Checkpoints, newest first.' },
);
export type CheckpointList = Static<typeof CheckpointList>;
