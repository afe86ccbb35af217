import { type Static, Type } from 'typebox';
import { Run } from './run.ts';

/** A family of more runs than this is shown in part. */
export const MOST_RELATIVES = 200;

/** The answer of `GET /runs/:id/lineage`. */
export const Lineage = Type.Object(
  {
    runs: Type.Array(Run, {
      description:
        'The first ancestor that is still there, then its descendants, nearer ones first. `parentRun` and `start` say how they come from each other.',
    }),
    more: Type.Boolean({ description: `Whether there are more than ${MOST_RELATIVES}.` }),
  },
  { $id: 'Lineage', description: 'A run among those that it comes from and those that come from it.' },
);
export type Lineage = Static<typeof Lineage>;
