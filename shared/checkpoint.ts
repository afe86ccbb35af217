import { type Static, Type } from 'typebox';

/** A saved state of a training run: network, optimizer, generators and place in the data. */
export const Checkpoint = Type.Object({
  step: Type.Integer(),
  bytes: Type.Integer(),
  savedAt: Type.String({ format: 'date-time' }),
});
export type Checkpoint = Static<typeof Checkpoint>;
