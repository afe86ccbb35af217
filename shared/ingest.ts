import { type Static, Type } from 'typebox';
import { JsonNumber } from './number.ts';

/** Text of one line that can be shown: no control characters, by which two names would look alike. */
export const SHOWN_TEXT = '^[^\\u0000-\\u001f\\u007f-\\u009f]*$';

/** The name of a series within a run, such as `train/loss`. Slashes group series on the page. */
export const MetricKey = Type.String({ minLength: 1, maxLength: 256, pattern: SHOWN_TEXT });

/** Any whole number that a float64 holds exactly, not negative. */
export const Step = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });

/** Milliseconds since the epoch. */
export const TimeMs = Type.Number({ minimum: 0, maximum: 8.64e15 });

/** Points of one series as columns of equal length; steps in any order, the last write of a step wins. */
export const PointColumns = Type.Object(
  {
    step: Type.Array(Step),
    time: Type.Array(TimeMs),
    value: Type.Array(JsonNumber),
  },
  { $id: 'PointColumns', additionalProperties: false },
);
export type PointColumns = Static<typeof PointColumns>;

/** The same columns in memory, with every float64 unchanged. */
export interface FloatColumns {
  step: Float64Array;
  time: Float64Array;
  value: Float64Array;
}

/** Counts of values between neighbouring edges at one step; `counts` is one shorter than `edges`. */
export const Histogram = Type.Object(
  {
    key: MetricKey,
    step: Step,
    time: TimeMs,
    edges: Type.Array(Type.Number(), { minItems: 2, maxItems: 1025 }),
    counts: Type.Array(Type.Number({ minimum: 0 }), { minItems: 1, maxItems: 1024 }),
    nonFinite: Type.Optional(Type.Integer({ minimum: 0, description: 'Values that were NaN or infinite.' })),
    mean: Type.Optional(JsonNumber),
    std: Type.Optional(JsonNumber),
  },
  { $id: 'Histogram', additionalProperties: false },
);
export type Histogram = Static<typeof Histogram>;

export const EventKind = Type.Enum(
  ['checkpoint', 'resume', 'learning-rate', 'steering', 'nan', 'alert', 'note', 'edit'],
  {
    description: 'What a mark on the curves stands for.',
  },
);
export type EventKind = Static<typeof EventKind>;

/** A mark on the curves. */
export const RunEvent = Type.Object(
  { kind: EventKind, step: Step, time: TimeMs, text: Type.String({ maxLength: 4096 }) },
  { $id: 'RunEvent', additionalProperties: false },
);
export type RunEvent = Static<typeof RunEvent>;

/** A mark as the store returns it; ids increase in the order of storing. */
export const StoredEvent = Type.Object(
  { ...RunEvent.properties, id: Type.Integer() },
  { $id: 'StoredEvent', additionalProperties: false },
);
export type StoredEvent = Static<typeof StoredEvent>;

export const LogLevel = Type.Enum(['debug', 'info', 'warn', 'error']);
export type LogLevel = Static<typeof LogLevel>;

export const LogStream = Type.Enum(['stdout', 'stderr'], { description: 'What a process wrote the line to.' });
export type LogStream = Static<typeof LogStream>;

export const LogLine = Type.Object(
  {
    time: TimeMs,
    level: LogLevel,
    text: Type.String({ maxLength: 16_384 }),
    step: Type.Optional(Step),
    stream: Type.Optional(LogStream),
  },
  { $id: 'LogLine', additionalProperties: false },
);
export type LogLine = Static<typeof LogLine>;

/** A log line as the store returns it; ids increase in the order of storing. */
export const StoredLogLine = Type.Object(
  { ...LogLine.properties, id: Type.Integer() },
  { $id: 'StoredLogLine', additionalProperties: false },
);
export type StoredLogLine = Static<typeof StoredLogLine>;

/**
 * New data of a run from one writer, stored as a whole or not at all.
 *
 * `writer` names one process start, `attempt` the run's attempt it belongs to (a fencing number), and
 * `seq` counts that writer's batches from 1: sending the same seq again changes nothing.
 */
export const Batch = Type.Object(
  {
    writer: Type.String({ minLength: 1, maxLength: 64, pattern: '^[A-Za-z0-9_.:-]+$' }),
    attempt: Type.Integer({ minimum: 1, description: 'That of the run: a batch of an earlier attempt is refused.' }),
    seq: Type.Integer({ minimum: 1 }),
    series: Type.Optional(Type.Record(Type.String(), PointColumns)),
    histograms: Type.Optional(Type.Array(Histogram)),
    events: Type.Optional(Type.Array(RunEvent)),
    logs: Type.Optional(Type.Array(LogLine)),
  },
  { $id: 'Batch', additionalProperties: false },
);
export type Batch = Static<typeof Batch>;

/** A batch as version 1 of the protocol takes it, where the attempt may also go by its former name. */
export const BatchRequest = Type.Object(
  {
    ...Batch.properties,
    attempt: Type.Optional(Batch.properties.attempt),
    epoch: Type.Optional(
      Type.Integer({
        minimum: 1,
        deprecated: true,
        description: 'The former name of `attempt`; one of them is needed.',
      }),
    ),
  },
  { $id: 'BatchRequest', additionalProperties: false },
);
export type BatchRequest = Static<typeof BatchRequest>;

/** A batch with its columns in memory. */
export type FloatBatch = Omit<Batch, 'series'> & { series?: Record<string, FloatColumns> };

/** Part of every response to a script. */
const stop = Type.Optional(
  Type.Boolean({ description: 'True when the run was asked to stop, and left out otherwise.' }),
);

/** The response to a batch, sent only after its commit. `rev` is the revision of the run that holds it. */
export const Ack = Type.Object(
  { acked: Type.Integer(), duplicate: Type.Boolean(), rev: Type.Integer(), stop },
  { $id: 'Ack', description: 'The batch is on disk.' },
);
export type Ack = Static<typeof Ack>;

/** The plain form, one `curl` a point. The step defaults to the one after the run's highest, the time to now. */
export const PlainLog = Type.Object(
  {
    step: Type.Optional(Step),
    time: Type.Optional(TimeMs),
    metrics: Type.Optional(Type.Record(Type.String(), JsonNumber)),
    text: Type.Optional(Type.String({ maxLength: 16_384, description: 'A log line.' })),
    level: Type.Optional(LogLevel),
  },
  { $id: 'PlainLog', additionalProperties: false },
);
export type PlainLog = Static<typeof PlainLog>;

/** The answer to the plain form: the step that was used, and the run's revision that holds it. */
export const PlainAck = Type.Object(
  { step: Type.Integer(), rev: Type.Integer(), stop },
  { $id: 'PlainAck', description: 'The step is on disk.' },
);
export type PlainAck = Static<typeof PlainAck>;
