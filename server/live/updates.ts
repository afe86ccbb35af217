import type { FloatColumns, PointColumns } from '../../shared/ingest.ts';
import type { Commit, CommitsMessage, RunWatch } from '../../shared/live.ts';
import { toJsonNumber } from '../../shared/number.ts';
import { AppError } from '../errors.ts';
import type { CommitRecord } from '../ports/commit-feed.ts';

/** Characters of a name or a line that weigh as much as a point. */
const CHARACTERS_OF_A_POINT = 50;
/** The weight of points, buckets, lines and names after which a message ends; the rest follows in the next. */
const MAX_WEIGHT = 20_000;
/** A commit heavier than this is better read reduced, over HTTP. */
const MAX_COMMIT_WEIGHT = 50_000;

/** The part of a run's commits that a page watches. */
export interface Selection {
  /** Equal for equal selections. */
  name: string;
  series: 'all' | ReadonlySet<string>;
  logs: boolean;
  histograms: boolean;
}

/** How far a page is in a run. */
export interface Position {
  /** The revision that the page holds: what its next message continues from. */
  sent: number;
  /** The revision up to which commits were read for it; those between hold nothing that it watches. */
  read: number;
}

/** The next message to a page, without a text when nothing in it is watched; 'reset' when the page has to read over HTTP. */
export type Update = { rev: number; isPartial: boolean; text: string | undefined } | 'reset';

export function toSelection({ series, logs, histograms }: RunWatch): Selection {
  const name = JSON.stringify([series === 'all' ? series : [...series].sort(), logs, histograms]);
  return { name, series: series === 'all' ? 'all' : new Set(series), logs, histograms };
}

/**
 * Messages of commits. Pages with the same selection at the same position share one text, made once:
 * a thousand viewers of a run cost little more than one.
 */
export function createUpdates(commitsAfter: (run: string, rev: number) => Promise<CommitRecord[] | 'gone'>) {
  const made = new Map<string, Promise<Update>>();

  async function make(run: string, selection: Selection, { sent, read }: Position): Promise<Update> {
    const commits = await readCommits(run, read);
    const portion = commits === 'gone' ? 'too heavy' : takePortion(commits, selection, read);
    if (portion === 'too heavy') return 'reset';
    const { rev, isPartial } = portion;
    const message: CommitsMessage = { type: 'commits', run, from: sent, rev, commits: portion.commits };
    return { rev, isPartial, text: portion.commits.length > 0 ? JSON.stringify(message) : undefined };
  }

  /** A run that is gone has no commits; `removed` reports it. */
  async function readCommits(run: string, rev: number): Promise<CommitRecord[] | 'gone'> {
    try {
      return await commitsAfter(run, rev);
    } catch (error) {
      if (error instanceof AppError && error.code === 'not_found') return [];
      throw error;
    }
  }

  return {
    next(run: string, selection: Selection, position: Position): Promise<Update> {
      const key = `${run} ${position.sent} ${position.read} ${selection.name}`;
      const update = made.get(key) ?? make(run, selection, position);
      made.set(key, update);
      return update;
    },

    /** To be called at each change: what was made before it may lack the change. */
    clear: () => made.clear(),
  };
}

export type Updates = ReturnType<typeof createUpdates>;

/** The first of the commits after revision `read`, as much as one message carries, and the revision they reach. */
export function takePortion(
  commits: readonly CommitRecord[],
  selection: Selection,
  read: number,
): { commits: Commit[]; rev: number; isPartial: boolean } | 'too heavy' {
  const taken: Commit[] = [];
  let rev = read;
  let weight = 0;
  for (const commit of commits) {
    if (weight > MAX_WEIGHT) return { commits: taken, rev, isPartial: true };
    rev = commit.rev;
    const part = selectFrom(commit, selection);
    if (!part) continue;
    const added = weigh(part);
    if (added > MAX_COMMIT_WEIGHT) return 'too heavy';
    weight += added;
    taken.push(toMessage(part));
  }
  return { commits: taken, rev, isPartial: false };
}

/** The watched part of a commit; undefined when there is none. Marks and names of new series always belong to it. */
function selectFrom(commit: CommitRecord, selection: Selection): CommitRecord | undefined {
  const series = selection.series === 'all' ? commit.series : only(commit.series, selection.series);
  const selected: CommitRecord = {
    rev: commit.rev,
    ...(commit.newSeries?.length && { newSeries: commit.newSeries }),
    ...(series && Object.keys(series).length > 0 && { series }),
    ...(selection.histograms && commit.histograms?.length && { histograms: commit.histograms }),
    ...(commit.events?.length && { events: commit.events }),
    ...(selection.logs && commit.logs?.length && { logs: commit.logs }),
  };
  return Object.keys(selected).length > 1 ? selected : undefined;
}

function only(series: CommitRecord['series'], keys: ReadonlySet<string>): CommitRecord['series'] {
  if (!series) return undefined;
  return Object.fromEntries(Object.entries(series).filter(([key]) => keys.has(key)));
}

/** About how long a commit is as a message, in points. */
function weigh({ newSeries = [], series = {}, histograms = [], events = [], logs = [] }: CommitRecord): number {
  let weight = 1;
  for (const key of newSeries) weight += weightOf(key);
  for (const [key, { step }] of Object.entries(series)) weight += weightOf(key) + step.length;
  for (const { key, counts } of histograms) weight += weightOf(key) + counts.length;
  for (const { text } of [...events, ...logs]) weight += 1 + weightOf(text);
  return weight;
}

const weightOf = (text: string) => Math.ceil(text.length / CHARACTERS_OF_A_POINT);

/** A commit as JSON can carry it. */
function toMessage({ series, ...rest }: CommitRecord): Commit {
  if (!series) return rest;
  return { ...rest, series: Object.fromEntries(Object.entries(series).map(([key, each]) => [key, toArrays(each)])) };
}

function toArrays(columns: PointColumns | FloatColumns): PointColumns {
  if (!(columns.value instanceof Float64Array)) return columns as PointColumns;
  return { step: [...columns.step], time: [...columns.time], value: Array.from(columns.value, toJsonNumber) };
}
