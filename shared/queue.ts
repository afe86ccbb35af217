import { type Static, Type } from 'typebox';
import { RunId } from './run.ts';
import { RunPhase } from './run-phase.ts';

export const Priority = Type.Integer({
  title: 'Priority',
  minimum: -100,
  maximum: 100,
  description: 'Of runs that wait, those with a higher one are next; 0 unless given.',
});

const secondsOrNull = (description: string) => Type.Union([Type.Number({ minimum: 0 }), Type.Null()], { description });

/** A run as the queue names it. */
const Named = {
  id: RunId,
  name: Type.String(),
  project: Type.String(),
  group: Type.Union([Type.String(), Type.Null()]),
};

export const QueuedRun = Type.Object(
  {
    ...Named,
    priority: Priority,
    createdAt: Type.String({ format: 'date-time' }),
    secondsUntilStart: secondsOrNull(
      'Estimated; null where nothing is known to estimate it from, or no run is trained.',
    ),
  },
  { $id: 'QueuedRun', description: 'A run that waits.' },
);
export type QueuedRun = Static<typeof QueuedRun>;

/** The answer of `GET /queue`. */
export const Queue = Type.Object(
  { waiting: Type.Array(QueuedRun, { description: 'Next first.' }) },
  { $id: 'Queue', description: 'Runs that wait for a worker.' },
);
export type Queue = Static<typeof Queue>;

/** The body of `PATCH /runs/:id/queue`. */
export const PatchPlace = Type.Object(
  {
    priority: Type.Optional(Priority),
    before: Type.Optional(Type.String({ ...RunId, description: 'Another run that waits, whose priority it takes.' })),
    after: Type.Optional(Type.String({ ...RunId, description: 'As before.' })),
  },
  {
    $id: 'PatchPlace',
    additionalProperties: false,
    minProperties: 1,
    maxProperties: 1,
    description: 'One of priority, before and after.',
  },
);
export type PatchPlace = Static<typeof PatchPlace>;

export const Worker = Type.Object(
  {
    number: Type.Integer({ minimum: 1 }),
    run: Type.Union([Type.Object(Named), Type.Null()], { description: 'Null while it is free.' }),
    phase: Type.Union([RunPhase, Type.Null()]),
    step: Type.Union([Type.Integer(), Type.Null()]),
    totalSteps: Type.Union([Type.Integer(), Type.Null()]),
    stepsPerSecond: secondsOrNull('Of the last half minute.'),
    secondsLeft: secondsOrNull('At that speed.'),
    since: Type.Union([Type.String({ format: 'date-time' }), Type.Null()], { description: 'When it took the run.' }),
    threads: Type.Integer({ minimum: 1, description: 'Threads that compute for the run.' }),
    canPause: Type.Boolean({ description: 'Its run can be paused: a training, or a script that continues.' }),
    isLeaving: Type.Boolean({ description: 'It takes no further run, since there are to be fewer workers.' }),
  },
  { $id: 'Worker', description: 'A thread that trains one run at a time.' },
);
export type Worker = Static<typeof Worker>;

/** The answer of `GET /workers`. */
export const WorkerList = Type.Object(
  {
    count: Type.Integer({ description: 'Runs trained at once.' }),
    most: Type.Integer({ description: 'The most that there may be.' }),
    waiting: Type.Integer({ description: 'Runs that wait.' }),
    workers: Type.Array(Worker),
  },
  { $id: 'WorkerList', description: 'Workers that train, and how many there may be.' },
);
export type WorkerList = Static<typeof WorkerList>;

/** The body of `PUT /workers`. */
export const SetWorkers = Type.Object(
  { count: Type.Integer({ minimum: 0, maximum: 256, description: '0 lets nothing begin.' }) },
  { $id: 'SetWorkers', additionalProperties: false },
);
export type SetWorkers = Static<typeof SetWorkers>;
