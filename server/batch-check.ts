import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { Batch, MetricKey, type PointColumns } from '../shared/ingest.ts';
import { fieldErrors } from '../shared/validate.ts';
import { AppError } from './errors.ts';

export const MAX_KEYS = 10_000;
export const MAX_POINTS = 1_000_000;
/** Faults named in one answer: a body with a million of them is as wrong as one with ten. */
const MAX_FIELDS = 10;

/** Everything but the points, which are judged by loops: a batch may have a million of them. */
const Envelope = Type.Object(
  { ...Batch.properties, series: Type.Optional(Type.Record(Type.String(), Type.Unknown())) },
  { additionalProperties: false },
);
const envelope = Compile(Envelope);
const metricKey = Compile(MetricKey);
const MAX_TIME = 8.64e15;

/**
 * A batch that the store may take as it is.
 *
 * Throws `bad_point` naming series, column and index; `invalid` with the fields for anything else.
 */
export function checkBatch(value: unknown): Batch {
  if (!envelope.Check(value))
    throw new AppError('invalid', 'The batch is not valid.', {
      fields: fieldErrors(Envelope, value).slice(0, MAX_FIELDS),
    });
  const batch = value as Batch;
  checkSeries(batch.series ?? {});
  batch.histograms?.forEach(({ key, edges, counts }, index) => {
    if (isReserved(key)) throw badPoint(`histograms/${index}`, 'key', 0, key, 'a name that is not reserved');
    if (counts.length !== edges.length - 1)
      throw badPoint(key, 'counts', index, counts.length, `${edges.length - 1} counts for ${edges.length} edges`);
    const wrong = edges.findIndex((edge, i) => i > 0 && edge <= (edges[i - 1] as number));
    if (wrong > 0) throw badPoint(key, 'edges', wrong, edges[wrong], 'edges that increase');
  });
  return batch;
}

/** How many points a batch claims to carry, whatever else is wrong with it. */
export function countPoints(value: unknown): number {
  const series = (value as Partial<Batch> | null)?.series;
  if (typeof series !== 'object' || series === null) return 0;
  return Object.values(series).reduce(
    (sum, columns) => sum + (Array.isArray(columns?.value) ? columns.value.length : 0),
    0,
  );
}

/** About how much memory a batch takes while it waits. */
export function estimateBytes(batch: Batch): number {
  const { histograms = [], logs = [], events = [] } = batch;
  const buckets = histograms.reduce((sum, { counts }) => sum + counts.length, 0);
  const characters = [...logs, ...events].reduce((sum, { text }) => sum + text.length, 0);
  return 200 + 24 * countPoints(batch) + 16 * buckets + 2 * characters;
}

/** Refuses a name that no series can have. */
export function checkKey(key: string): void {
  if (!metricKey.Check(key) || isReserved(key))
    throw badPoint(key, 'key', 0, key, 'a name of 1 to 256 characters without control characters');
}

function checkSeries(series: Record<string, PointColumns>): void {
  const entries = Object.entries(series);
  if (entries.length > MAX_KEYS)
    throw new AppError('bad_point', `A batch holds at most ${MAX_KEYS} series, not ${entries.length}.`);
  let points = 0;
  for (const [key, columns] of entries) {
    checkKey(key);
    points += checkColumns(key, columns);
  }
  if (points > MAX_POINTS)
    throw new AppError('bad_point', `A batch holds at most ${MAX_POINTS} points, not ${points}.`);
}

function checkColumns(key: string, columns: PointColumns): number {
  const { step, time, value, ...others } = columns ?? {};
  const [other] = Object.keys(others);
  if (other !== undefined) throw badPoint(key, other, 0, undefined, 'only the columns step, time and value');
  for (const [name, column] of Object.entries({ step, time, value }))
    if (!Array.isArray(column)) throw badPoint(key, name, 0, column, 'an array');
  if (step.length !== time.length || step.length !== value.length) {
    const lengths = `${step.length} steps, ${time.length} times and ${value.length} values`;
    throw badPoint(
      key,
      'step',
      Math.min(step.length, time.length, value.length),
      undefined,
      'columns of equal length',
      lengths,
    );
  }
  refuse(
    key,
    'step',
    step,
    (each) => Number.isSafeInteger(each) && (each as number) >= 0,
    'a whole number from 0 to 2^53 - 1',
  );
  refuse(key, 'time', time, (each) => typeof each === 'number' && each >= 0 && each <= MAX_TIME, 'ms since the epoch');
  refuse(key, 'value', value, isJsonNumber, 'a number, "NaN", "Infinity" or "-Infinity"');
  return step.length;
}

function refuse(
  key: string,
  name: string,
  column: unknown[],
  isGood: (each: unknown) => boolean,
  expected: string,
): void {
  const index = column.findIndex((each) => !isGood(each));
  if (index >= 0) throw badPoint(key, name, index, column[index], expected);
}

/** A finite number or one of the three words; JSON text like 1e400 parses to Infinity, which is neither. */
function isJsonNumber(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  return value === 'NaN' || value === 'Infinity' || value === '-Infinity';
}

function isReserved(key: string): boolean {
  return key === '__proto__';
}

function badPoint(
  series: string,
  column: string,
  index: number,
  value: unknown,
  expected: string,
  found = shown(value),
) {
  const message = `Series "${series}", ${column}[${index}]: expected ${expected}, not ${found}. Nothing of the batch was stored.`;
  return new AppError('bad_point', message, { series, column, index, value });
}

function shown(value: unknown): string {
  return (JSON.stringify(value) ?? 'nothing').slice(0, 100);
}
