import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import type { FieldError } from '../../shared/errors.ts';
import {
  type Batch,
  BatchRequest,
  type FloatBatch,
  type FloatColumns,
  type Histogram,
  MetricKey,
} from '../../shared/ingest.ts';
import { toJsonNumber } from '../../shared/number.ts';
import { showable } from '../../shared/showable.ts';
import { fieldErrors } from '../../shared/validate.ts';
import { AppError } from '../errors.ts';

export const MAX_KEYS = 10_000;
export const MAX_POINTS = 1_000_000;
/** Of what is stored a row each, in the one transaction of its batch, for which others wait: log lines and marks, and histograms as two. */
export const MAX_RECORDS = 10_000;
export const MAX_BINS = 262_144;
/** Of all log lines and marks. */
export const MAX_CHARACTERS = 1024 ** 2;
/** Faults named in one answer: a body with a million of them is as wrong as one with ten. */
const MAX_FIELDS = 10;

/** Everything but the points, which are judged by loops: a batch may have a million of them. */
const Envelope = Type.Object(
  { ...BatchRequest.properties, series: Type.Optional(Type.Record(Type.String(), Type.Unknown())) },
  { additionalProperties: false },
);
const envelope = Compile(Envelope);
const metricKey = Compile(MetricKey);
const MAX_TIME = 8.64e15;

/**
 * A batch that the store may take as it is, from JSON or already decoded: its points as float64 columns.
 *
 * @throws {AppError} `bad_point` naming series, column and index; `too_large` for too many lines, marks and
 * histograms; `invalid` with the fields for anything else
 */
export function checkBatch(value: unknown): FloatBatch {
  if (!envelope.Check(value)) throw invalid('The batch is not valid.', fieldErrors(Envelope, value));
  const { series, attempt, epoch, ...rest } = value as Omit<BatchRequest, 'series'> & {
    series?: Record<string, unknown>;
  };
  const agreed = agreedAttempt(attempt, epoch);
  checkRecords(rest);
  const checked = series && checkSeries(series);
  rest.histograms?.forEach(checkHistogram);
  return { ...rest, attempt: agreed, ...(checked && { series: checked }) };
}

function checkRecords({
  histograms = [],
  logs = [],
  events = [],
}: Pick<BatchRequest, 'histograms' | 'logs' | 'events'>): void {
  const bins = histograms.reduce((sum, { counts }) => sum + counts.length, 0);
  const characters = [...logs, ...events].reduce((sum, { text }) => sum + text.length, 0);
  expectAtMost(
    MAX_RECORDS,
    logs.length + events.length + 2 * histograms.length,
    'log lines, marks and histograms (as two)',
  );
  expectAtMost(MAX_BINS, bins, 'bins of histograms');
  expectAtMost(MAX_CHARACTERS, characters, 'characters in log lines and marks');
}

function expectAtMost(most: number, found: number, what: string): void {
  if (found <= most) return;
  throw new AppError('too_large', `A batch holds at most ${most} ${what}, not ${found}. Nothing of it was stored.`);
}

/** The attempt, whichever of its two names a batch gives it. */
function agreedAttempt(attempt: number | undefined, epoch: number | undefined): number {
  const agreed = attempt ?? epoch;
  if (agreed === undefined) throw invalid('The batch is not valid.', [{ path: '/attempt', message: 'is required' }]);
  if (epoch === undefined || epoch === agreed) return agreed;
  const message = 'must be equal: "epoch" is the former name of "attempt"';
  throw invalid(`The batch has attempt ${attempt} and epoch ${epoch}, which are two names of one number.`, [
    { path: '/attempt', message, value: attempt },
    { path: '/epoch', message, value: epoch },
  ]);
}

function invalid(message: string, faults: FieldError[]): AppError {
  const fields = faults.slice(0, MAX_FIELDS).map((each) => ({ ...each, value: showable(each.value) }));
  return new AppError('invalid', message, { fields });
}

/** How many points a batch claims to carry, whatever else is wrong with it. */
export function countPoints(value: unknown): number {
  const series = (value as Partial<Batch> | null)?.series;
  if (typeof series !== 'object' || series === null) return 0;
  return Object.values(series).reduce((sum, columns) => sum + (isColumn(columns?.value) ? columns.value.length : 0), 0);
}

/** About how much memory a batch takes while it waits. */
export function estimateBytes(batch: FloatBatch): number {
  const { series = {}, histograms = [], logs = [], events = [] } = batch;
  const buckets = histograms.reduce((sum, { counts }) => sum + counts.length, 0);
  const characters = [...logs, ...events].reduce((sum, { text }) => sum + text.length, 0);
  const named = Object.keys(series).length + histograms.length;
  return 200 + 1000 * named + 24 * countPoints(batch) + 16 * buckets + 200 * logs.length + 2 * characters;
}

/** Refuses a name that no series can have. */
export function checkKey(key: string): void {
  if (!metricKey.Check(key) || isUnusable(key))
    throw badPoint(key, 'key', 0, key, 'a name of 1 to 256 characters without control characters');
}

function checkSeries(series: Record<string, unknown>): Record<string, FloatColumns> {
  const entries = Object.entries(series);
  if (entries.length > MAX_KEYS)
    throw new AppError('bad_point', `A batch holds at most ${MAX_KEYS} series, not ${entries.length}.`);
  let points = 0;
  const checked = entries.map(([key, columns]) => {
    checkKey(key);
    const floats = checkColumns(key, columns);
    points += floats.step.length;
    return [key, floats] as const;
  });
  if (points > MAX_POINTS)
    throw new AppError('bad_point', `A batch holds at most ${MAX_POINTS} points, not ${points}.`);
  return Object.fromEntries(checked);
}

type Column = unknown[] | Float64Array;

const isColumn = (value: unknown): value is Column => Array.isArray(value) || value instanceof Float64Array;

/** The columns of one series as float64, once each of their values is found good. */
function checkColumns(key: string, columns: unknown): FloatColumns {
  const { step, time, value, ...others } = (columns ?? {}) as Record<string, unknown>;
  const [other] = Object.keys(others);
  if (other !== undefined) throw badPoint(key, other, 0, undefined, 'only the columns step, time and value');
  if (!isColumn(step)) throw badPoint(key, 'step', 0, step, 'an array');
  if (!isColumn(time)) throw badPoint(key, 'time', 0, time, 'an array');
  if (!isColumn(value)) throw badPoint(key, 'value', 0, value, 'an array');
  if (step.length !== time.length || step.length !== value.length) {
    const lengths = `${step.length} steps, ${time.length} times and ${value.length} values`;
    const end = Math.min(step.length, time.length, value.length);
    throw badPoint(key, 'step', end, undefined, 'columns of equal length', lengths);
  }
  refuse(key, 'step', step, isStep, 'a whole number from 0 to 2^53 - 1');
  refuse(key, 'time', time, isTime, 'ms since the epoch');
  if (Array.isArray(value)) refuse(key, 'value', value, isJsonNumber, 'a number, "NaN", "Infinity" or "-Infinity"');
  return { step: toFloats(step), time: toFloats(time), value: toFloats(value) };
}

function refuse(key: string, name: string, column: Column, isGood: (each: unknown) => boolean, expected: string): void {
  for (let i = 0; i < column.length; i++)
    if (!isGood(column[i])) throw badPoint(key, name, i, toShow(column[i]), expected);
}

/** "NaN" and the infinities convert to themselves. */
const toFloats = (column: Column) => (column instanceof Float64Array ? column : new Float64Array(column as number[]));

/** What JSON has no form for is shown as text. */
const toShow = (value: unknown) => (typeof value === 'number' ? toJsonNumber(value) : value);

const isStep = (value: unknown) => Number.isSafeInteger(value) && (value as number) >= 0;

const isTime = (value: unknown) => typeof value === 'number' && value >= 0 && value <= MAX_TIME;

/** A finite number or one of the three words; JSON text like 1e400 parses to Infinity, which is neither. */
function isJsonNumber(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  return value === 'NaN' || value === 'Infinity' || value === '-Infinity';
}

function checkHistogram({ key, edges, counts }: Histogram, index: number): void {
  if (isUnusable(key))
    throw badPoint(`histograms/${index}`, 'key', 0, key, 'a name that is neither reserved nor broken Unicode');
  if (counts.length !== edges.length - 1)
    throw badPoint(key, 'counts', index, counts.length, `${edges.length - 1} counts for ${edges.length} edges`);
  const wrong = edges.findIndex((edge, i) => i > 0 && edge <= (edges[i - 1] as number));
  if (wrong > 0) throw badPoint(key, 'edges', wrong, edges[wrong], 'edges that increase');
}

/** A half of a surrogate pair has no UTF-8 form: two such names would become one on disk. */
function isUnusable(key: string): boolean {
  return key === '__proto__' || !key.isWellFormed();
}

function badPoint(
  series: string,
  column: string,
  index: number,
  value: unknown,
  expected: string,
  found = shown(value),
) {
  const message = `Series "${series.slice(0, 256)}", ${column}[${index}]: expected ${expected}, not ${found}. Nothing of the batch was stored.`;
  return new AppError('bad_point', message, { series: showable(series), column, index, value: showable(value) });
}

function shown(value: unknown): string {
  return (JSON.stringify(showable(value)) ?? 'nothing').slice(0, 100);
}
