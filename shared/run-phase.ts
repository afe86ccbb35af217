import { type Static, Type } from 'typebox';

/** What a training does just now. It is known only to the server that trains the run, and stored nowhere. */
export const RunPhase = Type.Object(
  {
    name: Type.Enum(['starting', 'reading', 'splitting', 'scaling', 'building', 'training', 'evaluating'], {
      description: 'The data is read, split and scaled; the network is built, trained and evaluated.',
    }),
    done: Type.Union([Type.Number(), Type.Null()], {
      description: 'Of `total`: percent while reading, steps while training, examples while evaluating.',
    }),
    total: Type.Union([Type.Number(), Type.Null()], {
      description: 'Null where it is not known how far the phase is.',
    }),
  },
  { $id: 'RunPhase', description: 'What a training does just now, and how far that is.' },
);
export type RunPhase = Static<typeof RunPhase>;
