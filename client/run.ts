import { description } from './create.ts';
import type { BinnedHistogram } from './histogram.ts';
import type { Host, Signal } from './host.ts';
import type { Notices } from './notices.ts';
import type { Settings } from './options.ts';
import type { Outbox } from './outbox.ts';
import { background } from './pause.ts';
import { plain } from './plain.ts';
import { exitWatch, type OpenRun } from './process-exit.ts';
import { type At, createRecorder, type Metrics } from './recorder.ts';
import type { Sender } from './sender.ts';
import type { StopRequest } from './stop-request.ts';
import { cut, textOf } from './text.ts';
import type { Description, EventKind, LogLevel, PatchRun } from './wire.ts';

/** How a run's data stands: `logged` = `acked` + `lost` + what still waits. */
export interface Delivery {
  /** Points, histograms, events and lines taken so far. */
  logged: number;
  /** Of these, acknowledged by the server after it stored them. */
  acked: number;
  /** Of these, refused by the server. */
  lost: number;
  /** Not taken: of the wrong form, or no room. */
  dropped: number;
  /** True when nothing waits and nothing was held back. */
  complete: boolean;
  /** Where what waits is kept on disk. */
  spool: string | undefined;
}

export interface Deadline {
  /** Longest time to wait for the server. */
  timeoutMs?: number;
}

/** A run being logged to. No method throws, and none but `flush`, `finish` and `fail` takes time. */
export interface Run {
  readonly id: string;
  /** The run's page. */
  readonly url: string;
  /** True once somebody asked the run to stop: end the loop, then call `finish`. */
  readonly stopRequested: boolean;
  /** Adds a point to each named series, `{ train: { loss } }` to `train/loss`. Without a step: the one after the highest so far, from 1 on. */
  log(metrics: Metrics, at?: At): void;
  /** Adds a histogram: of values, or ready-made bins. */
  histogram(key: string, values: ArrayLike<number> | BinnedHistogram, at?: At & { bins?: number }): void;
  /** Adds a line to the run's log. */
  text(line: string, at?: At & { level?: LogLevel }): void;
  /** Adds a mark to the curves. */
  event(kind: EventKind, text: string, at?: At): void;
  /** Adds a mark of kind `alert` and a line to the log. */
  alert(title: string, text?: string, at?: At & { level?: LogLevel }): void;
  /** Merges settings into the run's config, key by key. */
  config(values: Record<string, unknown>): void;
  /** Changes the run's name, group, tags or notes: those given, and nothing else. */
  describe(fields: Description): void;
  /** Sets final results: each becomes the last value of the series of its name, at the last step. */
  summary(values: Metrics): void;
  delivery(): Delivery;
  /** Waits until everything logged so far is stored, at most 10 s unless told otherwise. */
  flush(deadline?: Deadline): Promise<Delivery>;
  /** Ends the run as finished, or as stopped where that was asked for. What the server has not got by then stays in the spool for the next start. */
  finish(deadline?: Deadline): Promise<Delivery>;
  /** Ends the run as failed. */
  fail(reason: unknown, deadline?: Deadline): Promise<Delivery>;
}

const FLUSH_MS = 10_000;
const MAX_REASON_LENGTH = 4096;
const INTERRUPTED_MS = 2000;
const HURRY_EVERY_MS = 250;

export interface RunParts {
  settings: Settings;
  notices: Notices;
  outbox: Outbox;
  sender: Sender;
  host: Host | undefined;
  stop: StopRequest;
}

/** Joins recorder, outbox and sender into a run, and sees to its end. */
export function createRun({ settings, notices, outbox, sender, host, stop }: RunParts): Run {
  const watch = host && exitWatch(host.process);
  const recorder = createRecorder({
    outbox,
    notices,
    batchMs: settings.batchMs,
    onSealed: () => void sender.wake(),
    ...(watch && { onLoop: watch.loop }),
  });
  const heartbeat = background(setInterval(beat, settings.heartbeatMs));
  let ended: Promise<Delivery> | undefined;

  function beat(): void {
    recorder.beat();
    try {
      const now = new Date();
      if (outbox.path) host?.files.utimesSync(outbox.path, now, now);
    } catch {
      // only tells other machines that this spool is in use
    }
  }

  function delivery(): Delivery {
    const { acked, lost } = sender;
    return {
      logged: recorder.taken,
      acked,
      lost,
      dropped: recorder.dropped,
      complete: sender.idle && !sender.halted,
      spool: outbox.path,
    };
  }

  /** Waits until all is sent. Its timer holds a Node process open, at most for the time given. */
  async function drain(timeoutMs: number): Promise<void> {
    recorder.seal();
    let ticking: ReturnType<typeof setInterval> | undefined;
    const deadline = Date.now() + timeoutMs;
    const tooLate = new Promise<void>((resolve) => {
      ticking = setInterval(
        () => (Date.now() >= deadline ? resolve() : sender.hurry()),
        Math.min(HURRY_EVERY_MS, timeoutMs),
      );
    });
    sender.hurry();
    await Promise.race([sender.wake(), tooLate]);
    clearInterval(ticking);
  }

  function end(change: PatchRun, timeoutMs = FLUSH_MS): Promise<Delivery> {
    ended ??= close(change, timeoutMs);
    return ended;
  }

  /** The end of a run whose script came to its own end. */
  function outcome(): PatchRun {
    return stop.isRaised ? { state: 'stopped', reason: 'Stopped by its script, as asked.' } : { state: 'finished' };
  }

  function ofExit(code: number): PatchRun {
    return code === 0 ? outcome() : { state: 'failed', reason: `exit code ${code}` };
  }

  function configure(values: unknown): void {
    const config = plain(values);
    if (config) recorder.patch({ config });
    else recorder.refuse(`a config is an object, got ${textOf(values)}`);
  }

  function describe(fields: Description): void {
    const change = description(fields ?? {}, notices.once);
    if (Object.keys(change).length > 0) recorder.patch(change);
  }

  function alert(title: unknown, text?: unknown, at?: At & { level?: LogLevel }): void {
    const words = text === undefined || text === '' ? textOf(title) : `${textOf(title)}: ${textOf(text)}`;
    recorder.event('alert', words, at);
    recorder.text(words, { level: 'warn', ...at });
  }

  /** Nothing that a script passes makes a call throw: what cannot be read is counted and reported once. */
  function safely<Values extends unknown[]>(act: (...values: Values) => void): (...values: Values) => void {
    return (...values) => {
      try {
        act(...values);
      } catch (error) {
        recorder.refuse(textOf(error));
      }
    };
  }

  async function close(change: PatchRun, timeoutMs: number): Promise<Delivery> {
    recorder.patch(change);
    recorder.close();
    clearInterval(heartbeat);
    await drain(timeoutMs);
    watch?.remove(atExit);
    const final = delivery();
    if (!final.complete && !sender.halted) notices.once('rest', restNotice(final));
    settleSpool();
    return final;
  }

  function settleSpool(): void {
    try {
      outbox.close(sender.halted ? 'refused' : sender.idle ? 'delete' : 'keep');
    } catch {
      // the file stays, and a later start sends it again as duplicates
    }
  }

  const atExit: OpenRun = {
    end: (code) => end(ofExit(code)),
    interrupted: (signal: Signal, ends) =>
      ends ? end({ state: 'stopped', reason: signal }, INTERRUPTED_MS) : drain(INTERRUPTED_MS),
    crashed(error) {
      recorder.patch({ state: 'failed', reason: reasonOf(error) });
      recorder.close();
    },
    exiting(code) {
      recorder.patch(ofExit(code));
      recorder.close();
    },
  };

  watch?.add(atExit);
  void sender.wake();

  return {
    id: settings.create.id,
    url: `${settings.url}/runs/${settings.create.id}`,
    get stopRequested() {
      return stop.isRaised;
    },
    log: safely(recorder.log),
    histogram: safely(recorder.histogram),
    text: safely(recorder.text),
    event: safely(recorder.event),
    alert: safely(alert),
    config: safely(configure),
    describe: safely(describe),
    summary: safely((values) => recorder.log(values, { step: recorder.lastStep })),
    delivery,
    async flush(deadline) {
      await drain(timeoutOf(deadline));
      return delivery();
    },
    finish: (deadline) => end(outcome(), timeoutOf(deadline)),
    fail: (reason, deadline) => end({ state: 'failed', reason: reasonOf(reason) }, timeoutOf(deadline)),
  };
}

/** The time that a script allows; anything but a number of milliseconds means the usual one. */
function timeoutOf(deadline: Deadline | null | undefined): number {
  try {
    const timeoutMs: unknown = deadline?.timeoutMs;
    return typeof timeoutMs === 'number' && timeoutMs >= 0 ? timeoutMs : FLUSH_MS;
  } catch {
    return FLUSH_MS; // a getter that throws
  }
}

function restNotice({ logged, acked, lost, spool }: Delivery): string {
  const rest = `${logged - acked - lost} records were not sent in time`;
  return spool ? `${rest}. They are in ${spool} and go out with the next start.` : `${rest} and are gone.`;
}

function reasonOf(error: unknown): string {
  return cut(textOf(error), MAX_REASON_LENGTH);
}
