import type { Batch, EventKind, Histogram, LogLevel, PointColumns } from '../../shared/ingest.ts';
import { toJsonNumber } from '../../shared/number.ts';

const FLUSH_AFTER_MS = 100;
const FLUSH_AT_POINTS = 2500;
const FLUSH_AT_HISTOGRAMS = 200;

export interface RecorderOptions {
  writer: string;
  attempt: number;
  send: (batch: Batch) => void;
  /** Milliseconds since the epoch. */
  now?: () => number;
}

/** Collects a run's points, histograms, events and log lines and sends them in batches numbered 1, 2, 3 … */
export class Recorder {
  readonly #options: Required<RecorderOptions>;
  #series = new Map<string, PointColumns>();
  #rest: Required<Pick<Batch, 'histograms' | 'events' | 'logs'>> = { histograms: [], events: [], logs: [] };
  #points = 0;
  #seq = 0;
  #flushedAt: number;
  #time: number;

  constructor(options: RecorderOptions) {
    this.#options = { now: Date.now, ...options };
    this.#time = this.#options.now();
    this.#flushedAt = this.#time;
  }

  /** The last batch sent. */
  get seq(): number {
    return this.#seq;
  }

  point(key: string, step: number, value: number): void {
    let columns = this.#series.get(key);
    if (!columns) {
      columns = { step: [], time: [], value: [] };
      this.#series.set(key, columns);
    }
    columns.step.push(step);
    columns.time.push(this.#time);
    columns.value.push(toJsonNumber(value));
    this.#points += 1;
  }

  histogram(histogram: Omit<Histogram, 'time'>): void {
    this.#rest.histograms.push({ ...histogram, time: this.#time });
  }

  event(kind: EventKind, step: number, text: string): void {
    this.#rest.events.push({ kind, step, text, time: this.#time });
  }

  log(text: string, level: LogLevel = 'info', step?: number): void {
    this.#rest.logs.push({ level, text, time: this.#options.now(), ...(step === undefined ? {} : { step }) });
  }

  /** Takes the present time for the points, histograms and events that follow. Call once for those of one moment. */
  stamp(): void {
    this.#time = this.#options.now();
  }

  /** Call once a step: sends the collected batch when it is due. */
  tick(): void {
    this.stamp();
    const due = this.#time - this.#flushedAt >= FLUSH_AFTER_MS;
    const full = this.#points >= FLUSH_AT_POINTS || this.#rest.histograms.length >= FLUSH_AT_HISTOGRAMS;
    if (due || full) this.flush();
  }

  /** Sends what has been collected, if anything. */
  flush(): void {
    this.#flushedAt = this.#time;
    const { histograms, events, logs } = this.#rest;
    if (this.#points + histograms.length + events.length + logs.length === 0) return;
    this.#seq += 1;
    const { writer, attempt, send } = this.#options;
    send({ writer, attempt, seq: this.#seq, series: Object.fromEntries(this.#series), histograms, events, logs });
    this.#series = new Map();
    this.#rest = { histograms: [], events: [], logs: [] };
    this.#points = 0;
  }
}
