import { type Static, Type } from 'typebox';
import { Batch } from '../ingest.ts';
import { RunId } from '../run.ts';
import { Criterion } from './checkpoint-score.ts';
import { Job } from './job.ts';
import { Reproduces } from './reproduction.ts';
import { Steering } from './steering.ts';

/**
 * One attempt at training a run, as plain JSON: all that fixes its numbers, and what its results are called.
 * Where the data lies and how results travel is not in it, so that another machine can train it too.
 */
export const TrainJob = Type.Object(
  {
    run: RunId,
    attempt: Batch.properties.attempt,
    writer: Batch.properties.writer,
    config: Job,
    steering: Type.Optional(Type.Array(Steering, { description: 'How it was steered before, and is again, by step.' })),
    repeats: Type.Optional(Reproduces),
    criteria: Type.Optional(
      Type.Array(Criterion, { description: 'By the first that is evaluated the best checkpoint is kept.' }),
    ),
    files: Type.String({ description: 'What the keys of its checkpoints and of its graph begin with.' }),
  },
  { additionalProperties: false },
);
export type TrainJob = Static<typeof TrainJob>;
