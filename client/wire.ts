/**
 * The messages of the logging protocol, with types of its own: the client is one self-contained package.
 * The server's schemas are the truth, and a type-level test holds these against them.
 */

/** NaN and the infinities have no JSON number and travel as strings. */
export type JsonNumber = number | 'NaN' | 'Infinity' | '-Infinity';

export interface PointColumns {
  step: number[];
  time: number[];
  value: JsonNumber[];
}

export interface Histogram {
  key: string;
  step: number;
  time: number;
  edges: number[];
  counts: number[];
  nonFinite?: number;
  mean?: JsonNumber;
  std?: JsonNumber;
}

export const EVENT_KINDS = [
  'checkpoint',
  'resume',
  'learning-rate',
  'steering',
  'nan',
  'alert',
  'note',
  'edit',
] as const;
export type EventKind = (typeof EVENT_KINDS)[number];

export interface RunEvent {
  kind: EventKind;
  step: number;
  time: number;
  text: string;
}

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export interface LogLine {
  time: number;
  level: LogLevel;
  text: string;
  step?: number;
  /** What a process wrote the line to; left out where a call logged it. */
  stream?: 'stdout' | 'stderr';
}

/** A batch without its envelope: writer, attempt and seq are added when it is sent. */
export interface BatchBody {
  series?: Record<string, PointColumns>;
  histograms?: Histogram[];
  events?: RunEvent[];
  logs?: LogLine[];
}

/** The body that creates a run; with the same id it can be sent again. */
export interface CreateRun {
  id: string;
  project?: string;
  name?: string;
  group?: string;
  jobType?: string;
  tags?: string[];
  notes?: string;
  config?: Record<string, unknown>;
  seed?: number;
  createdBy?: string;
  totalSteps?: number;
  heartbeatSeconds?: number;
}

/** What people call a run and say about it. */
export interface Description {
  name?: string;
  group?: string;
  tags?: string[];
  notes?: string;
}

/** What may change of a run after its creation. */
export interface PatchRun extends Description {
  state?: 'running' | 'finished' | 'failed' | 'stopped';
  reason?: string;
  config?: Record<string, unknown>;
}

/** The JSON form of any float64. */
export function toJsonNumber(value: number): JsonNumber {
  return Number.isFinite(value) ? value : (String(value) as JsonNumber);
}
