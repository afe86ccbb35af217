import { randomUUID } from 'node:crypto';
import type { Batch, LogLevel, LogLine, LogStream, PointColumns, RunEvent } from '../../shared/ingest.ts';
import { type MetricLine, readMetricLine } from './json-line.ts';

/** How long a line waits for others. */
const BATCH_MS = 200;
const BATCH_LINES = 1000;
const BATCH_CHARACTERS = 256 * 1024;
/** So much may wait to be stored before the script has to wait too. */
const MAX_WAITING = 4 * 1024 ** 2;
/** Of an attempt: a script that writes without end must not fill the disk. */
const MAX_CHARACTERS = 64 * 1024 ** 2;
/** What a line costs besides its text. */
const LINE_CHARACTERS = 50;
const MAX_KEYS = 10_000;

export interface OutputLogOptions {
  attempt: number;
  /** Whether lines of stdout may be metrics. */
  hasMetrics: boolean;
  /** The highest step that is stored; null without any. */
  lastStep: number | null;
  store: (batch: Batch) => Promise<unknown>;
  /** Called with true when the script is to wait, and with false when it may go on. */
  onBacklog: (isFull: boolean) => void;
  /** Called once, when something could not be stored; nothing more is taken in then. */
  onRefused: (error: unknown) => void;
  now: () => number;
  maxCharacters?: number;
}

type Content = { logs: LogLine[]; events: RunEvent[]; steps: { line: MetricLine; time: number; size: number }[] };

/** Stores the output of an attempt in batches, one at a time, in order: as log lines, and as metrics where lines are such. */
export function createOutputLog(options: OutputLogOptions) {
  const { attempt, hasMetrics, store, onBacklog, onRefused, now, maxCharacters = MAX_CHARACTERS } = options;
  const writer = `script-${randomUUID()}`;
  const keys = new Set<string>();
  let lastStep = options.lastStep ?? 0;
  let waiting: Content[] = [empty()];
  let [seq, characters, waitingCharacters, omitted] = [0, 0, 0, 0];
  let [isFull, isRefused] = [false, false];
  let timer: ReturnType<typeof setTimeout> | undefined;
  let storing: Promise<void> | undefined;

  /** The content that is added to; a new one where that is large enough for a batch. */
  function present(): Content {
    const last = waiting.at(-1) as Content;
    const size = last.logs.length + last.steps.length + last.events.length;
    const text = last.logs.reduce((sum, line) => sum + line.text.length, 0);
    if (size < BATCH_LINES && text < BATCH_CHARACTERS) return last;
    const next = empty();
    waiting.push(next);
    return next;
  }

  function grew(by: number): void {
    waitingCharacters += by;
    if (waitingCharacters > MAX_WAITING && !isFull) {
      isFull = true;
      onBacklog(true);
    }
    if (waiting.length > 1) flush();
    else timer ??= setTimeout(flush, BATCH_MS);
  }

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    storing ??= storeAll().finally(() => {
      storing = undefined;
    });
  }

  async function storeAll(): Promise<void> {
    while (!isRefused && waiting.some((each) => !isEmpty(each))) {
      const content = waiting.shift() as Content;
      if (waiting.length === 0) waiting = [empty()];
      await storeOne(content);
      waitingCharacters -= sizeOf(content);
      if (isFull && waitingCharacters <= MAX_WAITING / 2) {
        isFull = false;
        onBacklog(false);
      }
    }
  }

  async function storeOne({ logs, events, steps }: Content): Promise<void> {
    const batch: Batch = {
      ...{ writer, attempt, seq: seq + 1 },
      ...(steps.length > 0 && { series: columnsOf(steps) }),
      ...(logs.length > 0 && { logs }),
      ...(events.length > 0 && { events }),
    };
    try {
      await store(batch);
      seq += 1;
    } catch (error) {
      isRefused = true;
      waiting = [empty()];
      if (isFull) onBacklog(false); // what comes now goes nowhere, and the script ends sooner
      onRefused(error);
    }
  }

  /** The series of steps; one that names no step is the one after the highest. */
  function columnsOf(steps: Content['steps']): Record<string, PointColumns> {
    const series = new Map<string, PointColumns>();
    for (const { line, time } of steps) {
      const step = line.step ?? lastStep + 1;
      lastStep = Math.max(lastStep, step);
      for (const [key, value] of line.metrics) {
        const columns = series.get(key) ?? { step: [], time: [], value: [] };
        series.set(key, columns);
        columns.step.push(step);
        columns.time.push(time);
        columns.value.push(value);
      }
    }
    return Object.fromEntries(series);
  }

  function note(level: LogLevel, text: string): void {
    if (isRefused) return;
    present().logs.push({ time: now(), level, text });
    grew(text.length + LINE_CHARACTERS);
  }

  /** Counts a line of the log, and whether it is one too many: metrics take little room, and are never left out for their length. */
  function isTooMuch(size: number): boolean {
    characters += size;
    if (characters <= maxCharacters) return false;
    omitted += 1;
    if (omitted === 1) note('warn', `The output is longer than ${maxCharacters} characters: the rest is left out.`);
    return true;
  }

  function hasRoom(metrics: MetricLine['metrics']): boolean {
    const others = metrics.filter(([key]) => !keys.has(key));
    if (keys.size + others.length > MAX_KEYS) return false;
    for (const [key] of others) keys.add(key);
    return true;
  }

  return {
    /** Takes a line that the script wrote. */
    add(stream: LogStream, text: string): void {
      if (isRefused) return;
      const size = text.length + LINE_CHARACTERS;
      const line = hasMetrics && stream === 'stdout' ? readMetricLine(text) : undefined;
      if (line && hasRoom(line.metrics)) present().steps.push({ line, time: now(), size });
      else if (isTooMuch(size)) return;
      else present().logs.push({ time: now(), level: 'info', text, stream });
      grew(size);
    },

    /** Adds a line of the server. */
    note,

    mark(event: Omit<RunEvent, 'time'>): void {
      present().events.push({ ...event, time: now() });
      grew(event.text.length + LINE_CHARACTERS);
    },

    /** Resolves when all is stored, or refused. */
    async close(): Promise<void> {
      if (omitted > 0) note('warn', `${omitted} lines of its output were left out.`);
      flush();
      while (storing) await storing;
      clearTimeout(timer);
    },
  };
}

const empty = (): Content => ({ logs: [], events: [], steps: [] });
const isEmpty = ({ logs, events, steps }: Content) => logs.length + events.length + steps.length === 0;

/** About as many characters as were counted when it was taken in. */
function sizeOf({ logs, events, steps }: Content): number {
  const texts = [...logs, ...events].reduce((sum, { text }) => sum + text.length + LINE_CHARACTERS, 0);
  return texts + steps.reduce((sum, { size }) => sum + size, 0);
}
