import { binsProblem, keyProblem, stepProblem, timeProblem, valueProblem, wordProblem } from './check.ts';
import { createColumns } from './columns.ts';
import { flatten } from './flatten.ts';
import { type BinnedHistogram, histogramOf } from './histogram.ts';
import type { Notices } from './notices.ts';
import type { Outbox } from './outbox.ts';
import { background } from './pause.ts';
import { cut, textOf } from './text.ts';
import { EVENT_KINDS, type EventKind, LOG_LEVELS, type LogLevel, type PatchRun } from './wire.ts';

const MAX_BATCH_RECORDS = 5000;
const MAX_BATCH_BYTES = 256 * 1024;
const MAX_TEXT_LENGTH = 16_384;
const MAX_EVENT_LENGTH = 4096;

export interface At {
  /** Default: for `log` the next one, otherwise the last one. */
  step?: number;
  /** Milliseconds since the epoch. Default: now. */
  time?: number;
}

/** Numbers by the names of their series; a nested object's names are joined to its own by slashes. */
export interface Metrics {
  [key: string]: number | Metrics;
}

export interface RecorderOptions {
  outbox: Outbox;
  notices: Notices;
  batchMs: number;
  /** Something was added to the outbox. */
  onSealed: () => void;
  /** The event loop turned, or has not turned for long although a timer was due. */
  onLoop?: (turning: boolean) => void;
}

/** A loop that has not run a timer for this long after it was due is not turning. */
const STARVED_MS = 1000;

/**
 * Takes what a script logs and seals it into batches: by size, by age, or when told. Everything is
 * synchronous, nothing throws, and what cannot be taken is counted and said once.
 */
export function createRecorder({ outbox, notices, batchMs, onSealed, onLoop }: RecorderOptions) {
  const columns = createColumns();
  let lastStep = 0;
  let taken = 0;
  let dropped = 0;
  let openedAt = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let dueAt = 0;
  let closed = false;

  /** Runs `take` unless the run has ended or the place is wrong; a problem is said once and counted. */
  function accept({ step, time }: At, take: (time: number) => string | undefined): void {
    const now = Date.now();
    const problem = closed ? 'the run has ended' : (placeProblem(step, time) ?? attempt(() => take(time ?? now)));
    if (problem !== undefined) {
      refuse(problem);
      return;
    }
    taken += 1;
    afterTaking(now);
  }

  function refuse(problem: string): void {
    dropped += 1;
    notices.once(`bad ${problem}`, `not logged: ${problem}`);
  }

  function afterTaking(now: number): void {
    if (openedAt === 0) openedAt = now;
    if (timer === undefined) {
      dueAt = now + batchMs;
      timer = background(setTimeout(onTimer, batchMs));
    } else if (now > dueAt + STARVED_MS) onLoop?.(false);
    const full = columns.records >= MAX_BATCH_RECORDS || columns.bytes >= MAX_BATCH_BYTES;
    if (full || now - openedAt >= batchMs) seal();
  }

  function onTimer(): void {
    timer = undefined;
    onLoop?.(true);
    seal();
  }

  function seal(): void {
    openedAt = 0;
    if (columns.records === 0) return;
    const { body, records } = columns.take();
    if (pushed(() => outbox.pushBatch(JSON.stringify(body), records))) {
      onSealed();
      return;
    }
    dropped += records;
    taken -= records;
    notices.once(
      'full',
      `no room for more data in ${outbox.path ?? 'memory'}: it is dropped and counted until there is`,
    );
  }

  return {
    log(metrics: Metrics, at?: At): void {
      if (metrics == null) return;
      if (typeof metrics !== 'object' || Symbol.iterator in metrics) {
        refuse(`log takes an object of numbers by key, got ${textOf(metrics)}`);
        return;
      }
      const place = placeOf(at);
      const step = place.step ?? lastStep + 1;
      const wrong = stepProblem(step);
      if (wrong === undefined) lastStep = Math.max(lastStep, step);
      for (const [key, use] of flatten(metrics)) {
        accept(place, (time) => {
          const value = use();
          const problem = wrong ?? keyProblem(key) ?? valueProblem(key, value);
          if (problem === undefined) columns.point(key, step, time, Number(value));
          return problem;
        });
      }
    },
    histogram(key: string, values: ArrayLike<number> | BinnedHistogram, at?: At & { bins?: number }): void {
      const place = placeOf(at);
      accept(place, (time) => {
        const problem = keyProblem(key) ?? binsProblem(values);
        if (problem !== undefined) return problem;
        const binned = 'edges' in values ? { edges: [...values.edges], counts: [...values.counts] } : undefined;
        columns.histogram({
          key,
          step: place.step ?? lastStep,
          time,
          ...(binned ?? histogramOf(values as ArrayLike<number>, at?.bins)),
        });
        return undefined;
      });
    },
    event(kind: EventKind, text: string, at?: At): void {
      const place = placeOf(at);
      accept(place, (time) => {
        const problem = wordProblem(EVENT_KINDS, kind);
        if (problem !== undefined) return problem;
        columns.event({ kind, step: place.step ?? lastStep, time, text: cut(textOf(text), MAX_EVENT_LENGTH) });
        return undefined;
      });
    },
    /** A line too long for the server is sent as several. */
    text(line: string, at?: At & { level?: LogLevel }): void {
      const place = placeOf(at);
      const level = at?.level ?? 'info';
      const text = textOf(line);
      let from = 0;
      do {
        const part = cut(text, MAX_TEXT_LENGTH, from);
        from += part.length;
        accept(place, (time) => {
          const problem = wordProblem(LOG_LEVELS, level);
          if (problem !== undefined) return problem;
          columns.line({ time, level, text: part, ...(place.step !== undefined && { step: place.step }) });
          return undefined;
        });
      } while (from < text.length);
    },
    /** Counts something that could not even be read, and says why once. */
    refuse,
    /** A change of the run, in its place among the data. */
    patch(change: PatchRun): void {
      if (closed) return;
      seal();
      if (pushed(() => outbox.pushPatch(JSON.stringify(change)))) onSealed();
      else notices.once('full', 'no room for a change of the run; it is dropped');
    },
    /** An empty batch: the run is alive but has nothing to say. */
    beat(): void {
      if (closed || columns.records > 0 || outbox.waiting > 0) return;
      if (pushed(() => outbox.pushBatch('{}', 0))) onSealed();
    },
    seal,
    /** Takes nothing more. */
    close(): void {
      seal();
      closed = true;
      clearTimeout(timer);
    },
    get closed() {
      return closed;
    },
    /** The highest step logged so far, 0 before the first. */
    get lastStep() {
      return lastStep;
    },
    get taken() {
      return taken;
    },
    get dropped() {
      return dropped;
    },
  };
}

export type Recorder = ReturnType<typeof createRecorder>;

/** Where something belongs, read once: what a script passes may be anything. */
function placeOf(at: At | null | undefined): At {
  const { step, time } = at ?? {};
  return { ...(step != null && { step }), ...(time != null && { time }) };
}

function placeProblem(step: number | undefined, time: number | undefined): string | undefined {
  return (step === undefined ? undefined : stepProblem(step)) ?? (time === undefined ? undefined : timeProblem(time));
}

/** The problem of an action, which may also be that it throws, such as a getter. */
function attempt(action: () => string | undefined): string | undefined {
  try {
    return action();
  } catch (error) {
    return textOf(error);
  }
}

/** False also when the push throws, such as for a record longer than any text may be. */
function pushed(push: () => boolean): boolean {
  try {
    return push();
  } catch {
    return false;
  }
}
