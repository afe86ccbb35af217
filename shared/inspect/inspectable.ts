import { type Static, Type } from 'typebox';

/** The answer of `GET /runs/:id/inspect`. */
export const Inspectable = Type.Object(
  {
    checkpoints: Type.Array(Type.Integer(), {
      description: 'Steps at which its network can be looked into, the newest first; 0 is the network as it was drawn.',
    }),
    boundary: Type.Boolean({ description: 'Whether decision fields were kept (`GET /runs/:id/boundary`).' }),
  },
  { $id: 'Inspectable', description: 'What of the run can be looked into; nothing for one without a network here.' },
);
export type Inspectable = Static<typeof Inspectable>;
