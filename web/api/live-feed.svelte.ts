import type { Commit, RunWatch, ServerMessage, WatchMessage } from '../../shared/live.ts';
import type { Run } from '../../shared/run.ts';

/** Somebody who shows one run and wants to hear what is committed to it. */
export interface RunListener {
  readonly run: string;
  /** What is wanted and from which cursor; null until the past has been read. */
  wants(): RunWatch | null;
  /** Commits after some listener's cursor: drop those already shown. `rev` is the new cursor. */
  onCommits(commits: Commit[], rev: number): void;
  /** The server's memory does not reach back to the cursor: read again over HTTP, then call `refresh`. */
  onReset(): void;
  onRun?(run: Run): void;
  onRemoved?(): void;
  /** What could not be read while the server was away can be read now. */
  onReconnected?(): void;
}

/** Somebody who shows the table of all runs. */
export interface ListListener {
  onRuns(runs: Run[]): void;
  onRemoved(ids: string[]): void;
  /** After a break anything may have changed. */
  onReconnected(): void;
}

export type Connection = 'connecting' | 'open' | 'lost';

const FIRST_RETRY_MS = 200;
const LONGEST_RETRY_MS = 5000;

interface Options {
  open: () => WebSocket;
  /** Draws a number from 0 to 1, for the jitter that keeps pages from reconnecting in step. */
  random?: () => number;
}

/**
 * The page's one live connection. Listeners say what they want; the feed merges that into a single
 * declarative `watch`, sent whenever it may have changed and after each reconnect, so that
 * reconnecting is the same as connecting.
 */
export class LiveFeed {
  connection = $state<Connection>('connecting');
  readonly #runs = new Set<RunListener>();
  readonly #lists = new Set<ListListener>();
  readonly #options: Options;
  #socket: WebSocket | null = null;
  #attempt = 0;
  #opened = false;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #scheduled = false;

  constructor(options: Options) {
    this.#options = options;
    this.#connect();
  }

  /** Returns the way to stop listening. */
  watch(listener: RunListener): () => void {
    this.#runs.add(listener);
    this.refresh();
    return () => {
      this.#runs.delete(listener);
      this.refresh();
    };
  }

  /** Returns the way to stop listening. */
  watchList(listener: ListListener): () => void {
    this.#lists.add(listener);
    this.refresh();
    return () => {
      this.#lists.delete(listener);
      this.refresh();
    };
  }

  /** Says again what is wanted, once for all changes of this turn. */
  refresh(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      this.#say();
    });
  }

  /** Tries at once when the connection is lost. */
  retryNow(): void {
    if (this.connection !== 'lost') return;
    clearTimeout(this.#retry);
    this.#connect();
  }

  #connect(): void {
    const socket = this.#options.open();
    this.#socket = socket;
    socket.onopen = () => {
      const again = this.#opened;
      this.#opened = true;
      this.#attempt = 0;
      this.connection = 'open';
      this.#say();
      if (again) for (const each of [...this.#lists, ...this.#runs]) each.onReconnected?.();
    };
    socket.onmessage = ({ data }) => this.#hear(JSON.parse(String(data)) as ServerMessage);
    socket.onclose = () => {
      this.connection = 'lost';
      this.#retry = setTimeout(() => this.#connect(), this.#delay());
    };
  }

  #delay(): number {
    const longest = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** this.#attempt++);
    return longest * (0.5 + 0.5 * (this.#options.random ?? Math.random)());
  }

  #say(): void {
    if (this.#socket?.readyState !== 1) return;
    const runs: WatchMessage['runs'] = {};
    for (const listener of this.#runs) {
      const wanted = listener.wants();
      if (wanted) runs[listener.run] = merge(runs[listener.run], wanted);
    }
    this.#socket.send(JSON.stringify({ type: 'watch', list: this.#lists.size > 0, runs } satisfies WatchMessage));
  }

  #hear(message: ServerMessage): void {
    switch (message.type) {
      case 'commits':
        this.#tell(message.run, (listener) => listener.onCommits(message.commits, message.rev));
        break;
      case 'reset':
        this.#tell(message.run, (listener) => listener.onReset());
        break;
      case 'runs':
        for (const list of this.#lists) list.onRuns(message.runs);
        for (const run of message.runs) this.#tell(run.id, (listener) => listener.onRun?.(run));
        break;
      case 'removed':
        for (const list of this.#lists) list.onRemoved(message.ids);
        for (const id of message.ids) this.#tell(id, (listener) => listener.onRemoved?.());
    }
  }

  /** Listeners may come and go while they are told. */
  #tell(run: string, what: (listener: RunListener) => void): void {
    for (const listener of [...this.#runs]) if (listener.run === run) what(listener);
  }
}

/** One watch that serves both: the earlier cursor, and everything that either wants. */
function merge(a: RunWatch | undefined, b: RunWatch): RunWatch {
  if (!a) return b;
  const series = a.series === 'all' || b.series === 'all' ? 'all' : [...new Set([...a.series, ...b.series])];
  return {
    after: Math.min(a.after, b.after),
    series,
    logs: a.logs || b.logs,
    histograms: a.histograms || b.histograms,
  };
}
