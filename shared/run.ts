import { type Static, Type } from 'typebox';
import { SHOWN_TEXT, Step } from './ingest.ts';
import { LOSS_KEYS } from './metric-names.ts';
import { JsonNumber } from './number.ts';
import { RunPhase } from './run-phase.ts';
import { ScriptProcess } from './scripts/script-process.ts';
import { RunOrigin } from './training/origin.ts';
import { Steering } from './training/steering.ts';

/** A client may choose the id of a run, so that it can retry the creation. */
export const RunId = Type.String({
  pattern: '^[A-Za-z0-9_-]{1,64}$',
  description: 'Letters, digits, _ and -, at most 64.',
});

export const RunState = Type.Enum(['queued', 'running', 'paused', 'finished', 'failed', 'stopped', 'crashed']);
export type RunState = Static<typeof RunState>;

/** States in which a run is over. */
export const ENDED_STATES: readonly RunState[] = ['finished', 'failed', 'stopped', 'crashed'];

/** Silence in seconds after which a run has crashed whose script promised nothing else; the logging client promises 120. */
export const DEFAULT_SILENCE_SECONDS = 3600;

/** Why a run ended other than by finishing, or why it does not go on. */
export const EndReason = Type.Object(
  {
    code: Type.Enum([
      'diverged',
      'error',
      'out_of_memory',
      'unresponsive',
      'timed_out',
      'stopped_by_user',
      'pruned',
      'paused',
      'server_stopped',
      'server_killed',
      'heartbeat_lost',
    ]),
    message: Type.String(),
  },
  { $id: 'EndReason', description: 'Why a run ended other than by finishing.' },
);
export type EndReason = Static<typeof EndReason>;

export const Name = Type.String({ minLength: 1, maxLength: 128, pattern: SHOWN_TEXT });
export const Tag = Type.String({ minLength: 1, maxLength: 64, pattern: SHOWN_TEXT });
export const MOST_TAGS = 64;
export const Tags = Type.Array(Tag, { maxItems: MOST_TAGS, uniqueItems: true });
export const Notes = Type.String({ maxLength: 65_536 });
/** Characters of a config as JSON, at most: it comes with every list that has the run. */
export const MAX_CONFIG_CHARACTERS = 1024 ** 2;
/** Nested settings of a run; every value that JSON has is allowed. */
export const Config = Type.Record(Type.String(), Type.Unknown());
export type Config = Static<typeof Config>;

/** Statistics of a series that need no read of its points. Over finite values only; `count` counts all points. */
export const SeriesSummary = Type.Object(
  {
    last: JsonNumber,
    lastStep: Type.Integer(),
    min: Type.Union([JsonNumber, Type.Null()]),
    argmin: Type.Union([Type.Integer(), Type.Null()]),
    max: Type.Union([JsonNumber, Type.Null()]),
    argmax: Type.Union([Type.Integer(), Type.Null()]),
    mean: Type.Union([JsonNumber, Type.Null()]),
    count: Type.Integer(),
    nonFinite: Type.Integer(),
  },
  { $id: 'SeriesSummary', description: 'What is known of a series without reading its points.' },
);
export type SeriesSummary = Static<typeof SeriesSummary>;

/** Days after which the server deletes what is in the trash. */
export const TRASH_DAYS = 7;

/** Counts of points by outcome, so that nothing is dropped silently. */
export const Ledger = Type.Object(
  {
    sent: Type.Integer(),
    stored: Type.Integer(),
    rewritten: Type.Integer(),
    duplicated: Type.Integer(),
    rejected: Type.Integer(),
  },
  { $id: 'Ledger', description: 'Points by what became of them.' },
);
export type Ledger = Static<typeof Ledger>;

/** A summary holds the first so many series of a run, which may have fifty thousand. */
export const SUMMARY_SERIES = 64;

/** What a training begins with, where that is the saved state of another run. */
export const RunStart = Type.Object(
  {
    run: RunId,
    step: Type.Integer({ minimum: 0, description: 'Of the checkpoint.' }),
    mode: Type.Enum(['resume', 'warm'], {
      description:
        'resume: goes on from that step with all of the state that fits, as does its curve. ' +
        'warm: begins at step 0 with the weights that fit.',
      default: 'resume',
    }),
  },
  { $id: 'RunStart', additionalProperties: false, description: 'The saved state of another run.' },
);
export type RunStart = Static<typeof RunStart>;

/** training: by the engine of this server; script: a process that this server runs; remote: logged from elsewhere. */
export const RunKind = Type.Enum(['training', 'script', 'remote'], {
  description: 'Trained by this server, a script that it runs, or logged from elsewhere.',
});
export type RunKind = Static<typeof RunKind>;

/** Whether this server has a run of this kind go: it waits in the queue, and is stopped, ended and continued here. */
export const isRunHere = (kind: RunKind): boolean => kind !== 'remote';

export const Run = Type.Object(
  {
    id: RunId,
    kind: RunKind,
    project: Type.String(),
    name: Type.String(),
    group: Type.Union([Type.String(), Type.Null()]),
    jobType: Type.Union([Type.String(), Type.Null()]),
    tags: Type.Array(Type.String()),
    notes: Type.String(),
    config: Config,
    state: RunState,
    archived: Type.Boolean({ description: 'Kept, but left out of the list of runs.' }),
    deletedAt: Type.Union([Type.String({ format: 'date-time' }), Type.Null()], {
      description: 'When it was put in the trash; null for a run that is not in it.',
    }),
    reason: Type.Union([EndReason, Type.Null()]),
    stopRequested: Type.Boolean({
      description: 'It was asked to stop: its script learns it from the answer to what it logs.',
    }),
    queuePosition: Type.Union([Type.Integer(), Type.Null()], { description: '1 is next; null unless queued.' }),
    priority: Type.Integer({ description: 'Of runs that wait, those with a higher one are next.' }),
    steering: Type.Array(Steering, { description: 'How the training was steered while it ran, by step.' }),
    reproduces: Type.Union([RunId, Type.Null()], { description: 'The run that this one repeats.' }),
    seed: Type.Union([Type.Integer(), Type.Null()]),
    parentRun: Type.Union([Type.String(), Type.Null()]),
    forkStep: Type.Union([Type.Integer(), Type.Null()]),
    start: Type.Union([RunStart, Type.Null()], {
      description: 'The saved state of its parent that it began with; null for a run that began anew.',
    }),
    children: Type.Integer({ description: 'Runs that have it as their parent.' }),
    createdBy: Type.Union([Type.String(), Type.Null()]),
    color: Type.Integer({ minimum: 0, description: 'Index into the palette; stays with the run.' }),
    colorSetByHand: Type.Boolean({ description: 'Somebody chose the colour: no page gives the run another.' }),
    createdAt: Type.String({ format: 'date-time' }),
    startedAt: Type.Union([Type.String({ format: 'date-time' }), Type.Null()]),
    endedAt: Type.Union([Type.String({ format: 'date-time' }), Type.Null()]),
    heartbeatAt: Type.Union([Type.String({ format: 'date-time' }), Type.Null()]),
    progress: Type.Union([Type.Object({ step: Type.Integer(), totalSteps: Type.Integer() }), Type.Null()]),
    phase: Type.Union([RunPhase, Type.Null()], { description: 'Null unless this server trains the run just now.' }),
    origin: Type.Union([RunOrigin, Type.Null()], {
      description: 'Null before the training began, and for a run logged from elsewhere.',
    }),
    process: Type.Union([ScriptProcess, Type.Null()], {
      description: 'The process of a script; null before it began, and for runs that are no scripts.',
    }),
    attempt: Type.Integer({ description: 'Number of the present attempt, which fences off those before it.' }),
    rev: Type.Integer({ description: 'Counts commits about this run; the cursor of live subscriptions.' }),
    ledger: Ledger,
    summary: Type.Record(Type.String(), SeriesSummary, {
      description: `Of the first ${SUMMARY_SERIES} series and of ${LOSS_KEYS.join(', ')}; GET /runs/:id/series has them all.`,
    }),
  },
  { $id: 'Run', description: 'A run.' },
);
export type Run = Static<typeof Run>;

/** The answer to `POST /runs`, where scripts of before read the attempt under its former name. */
export const CreatedRun = Type.Object(
  { ...Run.properties, epoch: Type.Integer({ deprecated: true, description: 'The former name of `attempt`.' }) },
  { $id: 'CreatedRun', description: 'The run, new or made by the same request before.' },
);
export type CreatedRun = Static<typeof CreatedRun>;

/** The body of `POST /runs`: a run that a script will log to. */
export const CreateRun = Type.Object(
  {
    id: Type.Optional(RunId),
    project: Type.Optional(Name),
    name: Type.Optional(Name),
    group: Type.Optional(Name),
    jobType: Type.Optional(Name),
    tags: Type.Optional(Tags),
    notes: Type.Optional(Notes),
    config: Type.Optional(Config),
    seed: Type.Optional(Type.Integer({ minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER })),
    parentRun: Type.Optional(RunId),
    forkStep: Type.Optional(Step),
    createdBy: Type.Optional(Name),
    totalSteps: Type.Optional(
      Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER, description: 'For the progress bar.' }),
    ),
    heartbeatSeconds: Type.Optional(
      Type.Integer({
        minimum: 5,
        maximum: 86_400,
        description: 'The run counts as crashed after this long without a message; after an hour where it is left out.',
      }),
    ),
  },
  { $id: 'CreateRun', additionalProperties: false },
);
export type CreateRun = Static<typeof CreateRun>;

/** The body of `PATCH /runs/:id`: only the fields in it change; `config` is merged key by key at its top level. */
export const PatchRun = Type.Object(
  {
    state: Type.Optional(Type.Enum(['running', 'finished', 'failed', 'stopped'])),
    reason: Type.Optional(Type.String({ maxLength: 4096 })),
    name: Type.Optional(Name),
    project: Type.Optional(
      Type.String({ ...Name, description: 'Moves the run there, with all that it logged; it keeps its id.' }),
    ),
    group: Type.Optional(Type.Union([Name, Type.Null()])),
    tags: Type.Optional(Tags),
    notes: Type.Optional(Notes),
    config: Type.Optional(
      Type.Record(Type.String(), Type.Unknown(), {
        description: `Merged key by key; all of it has at most ${MAX_CONFIG_CHARACTERS} characters as JSON.`,
      }),
    ),
    archived: Type.Optional(Type.Boolean()),
    color: Type.Optional(
      Type.Union([Type.Integer({ minimum: 0, maximum: 1023 }), Type.Null()], {
        description: 'Kept wherever the run is shown; null for an automatic one again.',
      }),
    ),
  },
  { $id: 'PatchRun', additionalProperties: false, minProperties: 1 },
);
export type PatchRun = Static<typeof PatchRun>;
