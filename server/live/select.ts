import type { FloatColumns, PointColumns } from '../../shared/ingest.ts';
import type { Commit, RunWatch } from '../../shared/live.ts';
import { toJsonNumber } from '../../shared/number.ts';
import type { CommitRecord } from '../ports/commit-feed.ts';

/** Points, buckets and lines after which a message ends; the rest follows in the next. */
const MAX_WEIGHT = 20_000;
/** A commit heavier than this is better read reduced, over HTTP. */
const MAX_COMMIT_WEIGHT = 50_000;

/** What a page asked to hear of a run, ready to be asked about each commit. */
export interface Wanted {
  /** The same for all who asked for the same. */
  name: string;
  series: 'all' | ReadonlySet<string>;
  logs: boolean;
  histograms: boolean;
}

export function toWanted({ series, logs, histograms }: RunWatch): Wanted {
  const name = JSON.stringify([series, logs, histograms]);
  return { name, series: series === 'all' ? 'all' : new Set(series), logs, histograms };
}

/** The first of the commits after the cursor, as much as one message carries, and the cursor after them. */
export function takePortion(
  commits: CommitRecord[],
  wanted: Wanted,
  cursor: number,
): { commits: Commit[]; rev: number; isCut: boolean } | 'too heavy' {
  const taken: Commit[] = [];
  let rev = cursor;
  let weight = 0;
  for (const commit of commits) {
    if (weight > MAX_WEIGHT) return { commits: taken, rev, isCut: true };
    rev = commit.rev;
    const part = selectFrom(commit, wanted);
    if (!part) continue;
    const added = weigh(part);
    if (added > MAX_COMMIT_WEIGHT) return 'too heavy';
    weight += added;
    taken.push(toMessage(part));
  }
  return { commits: taken, rev, isCut: false };
}

/** The part of a commit that was asked for; undefined when nothing of it was. Marks always are. */
function selectFrom(commit: CommitRecord, wanted: Wanted): CommitRecord | undefined {
  const series = wanted.series === 'all' ? commit.series : only(commit.series, wanted.series);
  const selected: CommitRecord = {
    rev: commit.rev,
    ...(series && Object.keys(series).length > 0 && { series }),
    ...(wanted.histograms && commit.histograms?.length && { histograms: commit.histograms }),
    ...(commit.events?.length && { events: commit.events }),
    ...(wanted.logs && commit.logs?.length && { logs: commit.logs }),
  };
  return Object.keys(selected).length > 1 ? selected : undefined;
}

/** A commit as JSON can carry it. */
function toMessage({ series, ...rest }: CommitRecord): Commit {
  if (!series) return rest;
  return { ...rest, series: Object.fromEntries(Object.entries(series).map(([key, each]) => [key, toArrays(each)])) };
}

function toArrays(columns: PointColumns | FloatColumns): PointColumns {
  if (!(columns.value instanceof Float64Array)) return columns as PointColumns;
  return { step: [...columns.step], time: [...columns.time], value: Array.from(columns.value, toJsonNumber) };
}

/** How much a commit weighs in a message: points, histogram buckets and lines alike. */
function weigh({ series = {}, histograms = [], events = [], logs = [] }: CommitRecord): number {
  const points = Object.values(series).reduce((sum, { step }) => sum + step.length, 0);
  const buckets = histograms.reduce((sum, { counts }) => sum + counts.length, 0);
  return 1 + points + buckets + events.length + logs.length;
}

function only(series: CommitRecord['series'], keys: ReadonlySet<string>): CommitRecord['series'] {
  if (!series) return undefined;
  return Object.fromEntries(Object.entries(series).filter(([key]) => keys.has(key)));
}
