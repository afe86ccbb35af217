import type { Commit, CommitsMessage, RunWatch, ServerMessage } from '../../shared/live.ts';
import type { Run } from '../../shared/run.ts';
import { continuation, merge } from './continuation.ts';
import { Subscription, type Wanted } from './subscription.ts';

/** Shows one run and follows its commits. */
export interface RunListener {
  readonly run: string;
  /** What is shown, and the revision up to which it is held; null until it was read over HTTP. */
  wants(): RunWatch | null;
  /** The commits after `wants().after` up to `rev`, which is the revision held from now on. */
  onCommits(commits: Commit[], rev: number): void;
  /** The server's memory does not reach back to the revision held: read again over HTTP, then call `refresh`. */
  onReset(): void;
  onRun?(run: Run): void;
  onRemoved?(): void;
  /** What could not be read while the server was away can be read now. */
  onReconnected?(): void;
}

/** Shows the table of all runs. */
export interface ListListener {
  onRuns(runs: Run[]): void;
  onRemoved(ids: string[]): void;
  /** Every change from now on is sent: what is read over HTTP now stays true. Called again after a break. */
  onSubscribed(): void;
}

/** A list is read once its changes are sent, but waits no longer than this for the live connection. */
export const SUBSCRIBE_MS = 1000;

export type Connection = 'connecting' | 'open' | 'lost';

const FIRST_RETRY_MS = 200;
const LONGEST_RETRY_MS = 5000;
/** A page that nobody sees for so long gives up its connection: another tab is often looked at for a moment only. */
const LEAVE_MS = 10_000;
/** Charts that read at the same time are watched with one message. */
const PAUSE_MS = 20;

interface Options {
  open: () => WebSocket;
  /** Runs a task that may move what the page shows; at once by default. */
  whenStill?: (task: () => void) => void;
  /** Draws a number from 0 to 1, for the jitter that keeps pages from reconnecting in step. */
  random?: () => number;
}

/**
 * The page's one live connection. What its listeners want is merged into a single declarative `watch`,
 * sent when the server does not send just that already, so that reconnecting is the same as connecting.
 * A listener gets only commits that continue what it holds.
 */
export class LiveFeed {
  connection = $state<Connection>('connecting');
  readonly #runs = new Set<RunListener>();
  readonly #lists = new Set<ListListener>();
  readonly #settings = new Set<() => void>();
  readonly #alerts = new Set<() => void>();
  readonly #queue = new Set<() => void>();
  readonly #studies = new Set<() => void>();
  readonly #options: Options;
  #socket: WebSocket | null = null;
  #subscription = new Subscription();
  #subscribedLists = new WeakSet<ListListener>();
  /** Listeners that have to read again, with the revision they held. */
  #outdated = new WeakMap<RunListener, number>();
  #attempt = 0;
  #wasOpen = false;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #pause: ReturnType<typeof setTimeout> | undefined;
  #leave: ReturnType<typeof setTimeout> | undefined;

  constructor(options: Options) {
    this.#options = options;
    this.#connect();
  }

  /** Returns the function that ends it. */
  watch(listener: RunListener): () => void {
    this.#runs.add(listener);
    this.refresh();
    return () => {
      this.#runs.delete(listener);
      this.refresh();
    };
  }

  /** Returns the function that ends it. */
  watchList(listener: ListListener): () => void {
    this.#lists.add(listener);
    this.#subscribedLists.delete(listener);
    this.refresh();
    return () => {
      this.#lists.delete(listener);
      this.refresh();
    };
  }

  /** Calls it when settings of metrics change, and when the connection opens, before which a change went unseen. */
  watchSettings(onChanged: () => void): void {
    this.#settings.add(onChanged);
    if (this.connection === 'open') onChanged();
  }

  /** Calls it when alerts were given, cleared or seen, or sent, and when the connection opens, before which that went unseen. */
  watchAlerts(onChanged: () => void): void {
    this.#alerts.add(onChanged);
    if (this.connection === 'open') onChanged();
  }

  /** Calls it when other runs train or wait, or in another order, and when the connection opens; until the returned function is called. */
  watchQueue(onChanged: () => void): () => void {
    this.#queue.add(onChanged);
    if (this.connection === 'open') onChanged();
    return () => void this.#queue.delete(onChanged);
  }

  /** Calls it when a study changed, and when the connection opens, before which that went unseen. Returns the function that ends it. */
  watchStudies(onChanged: () => void): () => void {
    this.#studies.add(onChanged);
    if (this.connection === 'open') onChanged();
    return () => this.#studies.delete(onChanged);
  }

  /** To be called when what a listener wants has changed. */
  refresh(): void {
    this.#pause ??= setTimeout(() => this.#update(), PAUSE_MS);
  }

  /** Connects at once when the connection is lost. */
  retryNow(): void {
    if (this.connection !== 'lost') return;
    clearTimeout(this.#retry);
    this.#connect();
  }

  /** To be called when the page goes out of sight, and when it is seen again: what is not seen is not followed. */
  seen(isSeen: boolean): void {
    clearTimeout(this.#leave);
    if (!isSeen) this.#leave = setTimeout(() => this.#disconnect(), LEAVE_MS);
    else if (!this.#socket) this.#connect();
  }

  #disconnect(): void {
    clearTimeout(this.#retry);
    const socket = this.#socket;
    if (!socket) return;
    this.#socket = null;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
    this.#forget();
    this.connection = 'connecting';
  }

  /** What the server sends ends with the connection. */
  #forget(): void {
    this.#subscription = new Subscription();
    this.#subscribedLists = new WeakSet();
    this.#outdated = new WeakMap();
  }

  #connect(): void {
    const { open, whenStill = (task) => task() } = this.#options;
    const socket = open();
    this.#socket = socket;
    socket.onopen = () => whenStill(() => this.#onOpen());
    socket.onmessage = ({ data }) => whenStill(() => this.#receive(JSON.parse(String(data)) as ServerMessage));
    socket.onclose = () => whenStill(() => this.#onClose());
  }

  #onOpen(): void {
    const again = this.#wasOpen;
    this.#wasOpen = true;
    this.#attempt = 0;
    this.connection = 'open';
    this.#update();
    for (const onChanged of [...this.#settings, ...this.#alerts, ...this.#queue, ...this.#studies]) onChanged();
    if (again) for (const listener of [...this.#runs]) listener.onReconnected?.();
  }

  #onClose(): void {
    this.connection = 'lost';
    this.#forget();
    this.#retry = setTimeout(() => this.#connect(), this.#delay());
  }

  #delay(): number {
    const longest = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** this.#attempt++);
    return longest * (0.5 + 0.5 * (this.#options.random ?? Math.random)());
  }

  /** Watches what is wanted, if that is not what the server sends. */
  #update(): void {
    clearTimeout(this.#pause);
    this.#pause = undefined;
    if (this.#socket?.readyState !== 1) return;
    const message = this.#subscription.next(this.#wanted());
    if (message) this.#socket.send(JSON.stringify(message));
    for (const list of [...this.#lists]) this.#reportSubscribed(list);
  }

  #wanted(): Wanted {
    const runs: Wanted['runs'] = {};
    for (const listener of this.#runs) {
      const wanted = listener.wants();
      if (wanted && wanted.after !== this.#outdated.get(listener))
        runs[listener.run] = merge(runs[listener.run], wanted);
    }
    return { list: this.#lists.size > 0, runs };
  }

  #reportSubscribed(list: ListListener): void {
    if (!this.#subscription.list || this.#subscribedLists.has(list)) return;
    this.#subscribedLists.add(list);
    list.onSubscribed();
  }

  #receive(message: ServerMessage): void {
    switch (message.type) {
      case 'watching':
        this.#subscription.acknowledge(message.id);
        if (!this.#subscription.list) this.#subscribedLists = new WeakSet();
        this.#update();
        break;
      case 'commits':
        this.#receiveCommits(message);
        break;
      case 'reset':
        this.#subscription.reset(message.run);
        for (const listener of this.#of(message.run)) this.#readAgain(listener);
        break;
      case 'runs':
        this.#receiveRuns(message.runs);
        break;
      case 'removed':
        this.#receiveRemoved(message.ids);
        break;
      case 'metric-settings':
        for (const onChanged of this.#settings) onChanged();
        break;
      case 'alerts':
        for (const onChanged of this.#alerts) onChanged();
        break;
      case 'queue':
        for (const onChanged of this.#queue) onChanged();
        break;
      case 'studies':
        for (const onChanged of this.#studies) onChanged();
    }
  }

  #receiveRuns(runs: Run[]): void {
    for (const list of this.#lists) list.onRuns(runs);
    for (const run of runs) for (const listener of this.#of(run.id)) listener.onRun?.(run);
  }

  #receiveRemoved(ids: string[]): void {
    for (const list of this.#lists) list.onRemoved(ids);
    for (const id of ids) for (const listener of this.#of(id)) listener.onRemoved?.();
  }

  #receiveCommits(message: CommitsMessage): void {
    const selected = this.#subscription.of(message.run);
    this.#subscription.advance(message.run, message.rev);
    for (const listener of this.#of(message.run)) {
      const wanted = listener.wants();
      const commits = wanted && continuation(wanted, selected, message);
      if (commits) listener.onCommits(commits, message.rev);
    }
  }

  #readAgain(listener: RunListener): void {
    const wanted = listener.wants();
    if (wanted) this.#outdated.set(listener, wanted.after);
    listener.onReset();
  }

  /** A copy, for listeners may come and go while they are called. */
  #of(run: string): RunListener[] {
    return [...this.#runs].filter((listener) => listener.run === run);
  }
}
