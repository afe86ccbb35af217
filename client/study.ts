import { retryDelayMs } from './backoff.ts';
import { init } from './client.ts';
import { detectHost } from './host.ts';
import { createHttp, type Http, type Outcome } from './http.ts';
import { createNotices } from './notices.ts';
import { type InitOptions, readOptions, resolveSettings } from './options.ts';
import type { Run } from './run.ts';
import { cut, textOf } from './text.ts';

const MAX_REASON_LENGTH = 1000;
/** No server asks for longer. */
const MAX_RETRY_AFTER_MS = 300_000;

/** What `joinStudy` takes, as `init` does. */
export type StudyOptions = Pick<InitOptions, 'url' | 'retry' | 'onWarning' | 'fetch'>;

/** A trial that this script was given. It ends once, by the first of `report`, `finish` and `fail`. */
export interface Trial {
  readonly number: number;
  /** The id of its run. */
  readonly run: string;
  /** What was chosen for it, by the keys of the study. */
  readonly values: Record<string, unknown>;
  /** Starts its run, to log to: what it logs of the objective may have it stopped early. Options as of `init`. */
  init(options?: Omit<InitOptions, 'id' | 'url'>): Promise<Run>;
  /** Ends it with the value of the objective, whatever its run logged. */
  report(value: number): Promise<void>;
  /** Ends it: what its run logged of the objective counts. */
  finish(): Promise<void>;
  /** Ends it as one that failed, which counts as the worst. */
  fail(reason: unknown): Promise<void>;
}

/** A remote study. `for await` over it is a trial after the other until there are no more. */
export interface Study extends AsyncIterable<Trial> {
  /** Waits for the next trial; null when there are no more. */
  next(): Promise<Trial | null>;
}

/**
 * Takes part in a remote study. Never throws: where the server does not answer it waits and asks again, and a study that is
 * not there, or that the server trains itself, has no trials, which is said on the console.
 */
export async function joinStudy(id: string, asked: StudyOptions = {}): Promise<Study> {
  const warnings: [topic: string, message: string][] = [];
  const { onWarning, ...options } = readOptions(asked, (topic, message) => warnings.push([topic, message]));
  const notices = createNotices(typeof onWarning === 'function' ? onWarning : undefined);
  for (const [topic, message] of warnings) notices.once(topic, message);
  const host = await detectHost();
  const { url, retry } = resolveSettings(options, host?.process.env ?? {}, () => 'study', notices.once);
  const http = createHttp(url, options.fetch);

  /** Tries the same again until the server judges it; undefined where it refuses. */
  async function settle<T>(what: string, request: () => Promise<Outcome<T>>): Promise<T | undefined> {
    for (let attempt = 1; ; attempt++) {
      const outcome = await request();
      if (outcome.kind === 'ok') {
        notices.again('away');
        return outcome.body;
      }
      if (outcome.kind === 'refused') {
        notices.once(`refused ${what}`, `${what} was refused: ${outcome.message}`);
        return undefined;
      }
      const { afterMs, why, status } = outcome;
      if (status !== 429) notices.once('away', `the server did not take ${what} (${why}); it is tried again`);
      const ms = Math.max(Math.min(afterMs, MAX_RETRY_AFTER_MS), retryDelayMs(attempt, retry, Math.random));
      await new Promise((resolve) => setTimeout(resolve, ms));
    }
  }

  async function next(): Promise<Trial | null> {
    const given = await settle(`the question for a trial of study ${textOf(id)}`, () => http.askTrial(textOf(id)));
    return given?.trial ? toTrial({ ...given.trial, study: textOf(id), url, http, settle, options: asked }) : null;
  }

  return {
    next,
    async *[Symbol.asyncIterator]() {
      for (let trial = await next(); trial; trial = await next()) yield trial;
    },
  };
}

interface TrialParts {
  number: number;
  run: string;
  values: Record<string, unknown>;
  study: string;
  url: string;
  http: Http;
  settle: <T>(what: string, request: () => Promise<Outcome<T>>) => Promise<T | undefined>;
  options: StudyOptions;
}

function toTrial({ number, run: id, values, study, url, http, settle, options }: TrialParts): Trial {
  let run: Run | undefined;
  let hasEnded = false;

  /** Ends the trial once. */
  async function end(how: () => Promise<unknown>): Promise<void> {
    if (hasEnded) return;
    hasEnded = true;
    await how();
  }

  const tell = (report: Record<string, unknown>) =>
    settle(`the end of trial ${number}`, () => http.reportTrial(study, number, JSON.stringify(report)));

  /** After all that its run logged is stored. */
  async function reportValue(value: number): Promise<void> {
    await run?.flush();
    await tell({ value });
    await run?.finish(); // which has ended with its trial
  }

  async function failWith(reason: unknown): Promise<void> {
    if (run) await run.fail(reason);
    else await tell({ state: 'failed', reason: cut(textOf(reason), MAX_REASON_LENGTH) || 'unknown' });
  }

  return {
    number,
    run: id,
    values,
    async init(more) {
      run = await init({ ...options, ...more, url, id });
      return run;
    },
    report: (value) =>
      end(() => (Number.isFinite(value) ? reportValue(value) : failWith(`its value is ${textOf(value)}`))),
    finish: () => end(async () => run?.finish() ?? tell({ state: 'finished' })),
    fail: (reason) => end(() => failWith(reason)),
  };
}
