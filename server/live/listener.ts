import type { RunWatch, ServerMessage, WatchMessage } from '../../shared/live.ts';
import type { Change } from '../ports/bus.ts';
import type { RunMessages } from './run-messages.ts';
import { type Position, type Selection, toSelection, type Update, type Updates } from './updates.ts';

/** A page with more unread bytes than this is passed over. */
const MAX_UNREAD_BYTES = 1024 ** 2;
/** Ticks in a row that a page may be passed over before its connection is closed; it resumes by its revisions. */
const MAX_SKIPS = 100;
/** Runs in one message: the others follow in the next. */
const MAX_RUNS = 200;
/** The close code for a page that does not read. */
const TOO_SLOW = 4008;

/** The connection to one page. */
export interface Wire {
  send(text: string): void;
  unreadBytes(): number;
  close(code: number, reason: string): void;
}

/** What became of a run: whether there may be commits or an edit to read, and whether it should go out at the next tick. */
export interface RunChange {
  hasCommits: boolean;
  isUrgent: boolean;
}

interface Watched extends Selection, Position {
  /** True while there may be commits after `read`. */
  hasMore: boolean;
  /** True once a `reset` was sent: the page watches anew when it has read the run over HTTP. */
  isReset: boolean;
}

/** Kinds of changes that are of no single run. */
type Notice = Exclude<Change, { run: string }>['type'];

/** One page: what it watches, how far it is in each run, and which runs changed since it was sent them. */
export function createListener(wire: Wire) {
  let list = false;
  let watched = new Map<string, Watched>();
  /** Changed runs by their urgency: a new state goes out at the next tick, progress less often. */
  const changed = new Map<string, 'now' | 'soon'>();
  let skips = 0;
  /** What concerns every page and is not sent yet. */
  const notices = new Set<Notice>();

  const isFull = () => wire.unreadBytes() > MAX_UNREAD_BYTES;
  const send = (message: ServerMessage): void => wire.send(JSON.stringify(message));

  function noteChanged(run: string, urgency: 'now' | 'soon'): void {
    if (!list && !watched.has(run)) return;
    if (changed.get(run) !== 'now') changed.set(run, urgency);
  }

  function sendUpdate(run: string, entry: Watched, update: Update): void {
    if (update === 'reset') {
      entry.isReset = true;
      entry.hasMore = false;
      send({ type: 'reset', run, rev: entry.sent });
      return;
    }
    entry.read = update.rev;
    if (update.isPartial) entry.hasMore = true;
    if (update.text === undefined) return;
    wire.send(update.text);
    entry.sent = update.rev;
  }

  return {
    /** Answers outside of the subscription; a page that does not read its answers is disconnected. */
    reply(message: ServerMessage): void {
      if (isFull()) wire.close(TOO_SLOW, 'reads too slowly');
      else send(message);
    },

    /** Replaces everything watched before. Runs that were not watched are sent once as they are now. */
    subscribe({ id, list: wantsList, runs }: WatchMessage): void {
      const before = watched;
      list = wantsList;
      watched = new Map(Object.entries(runs).map(([run, asked]) => [run, startOrContinue(before.get(run), asked)]));
      for (const run of changed.keys()) if (!list && !watched.has(run)) changed.delete(run);
      for (const run of watched.keys()) if (!before.has(run)) changed.set(run, 'now');
      send({ type: 'watching', id });
    },

    /** Something that concerns every page. */
    announce: (type: Notice): void => void notices.add(type),

    notice(run: string, { hasCommits, isUrgent }: RunChange): void {
      noteChanged(run, isUrgent ? 'now' : 'soon');
      const entry = hasCommits ? watched.get(run) : undefined;
      if (entry) entry.hasMore = !entry.isReset;
    },

    /** True while there is something left to send, or to be read by the page. */
    isWaiting(): boolean {
      return notices.size > 0 || changed.size > 0 || isFull() || [...watched.values()].some(({ hasMore }) => hasMore);
    },

    /** False for a page whose unread bytes pile up; one that never catches up is disconnected. */
    isReading(): boolean {
      skips = isFull() ? skips + 1 : 0;
      if (skips === MAX_SKIPS) wire.close(TOO_SLOW, 'reads too slowly');
      return skips === 0;
    },

    /** Sends what is new in each watched run, until the page has enough to read. */
    async sendCommits(updates: Updates): Promise<void> {
      for (const [run, entry] of [...watched]) {
        if (!entry.hasMore) continue;
        if (isFull()) return;
        entry.hasMore = false;
        const update = await updates.next(run, entry, entry);
        if (watched.get(run) === entry) sendUpdate(run, entry, update); // else the page watches something else by now
      }
    },

    /** Sends what concerns every page. */
    sendNotices(): void {
      if (isFull()) return;
      for (const type of notices) send({ type });
      notices.clear();
    },

    /** Ids of the runs to send now; with `withProgress`, also those whose only change is progress. */
    takeChangedRuns(withProgress: boolean): string[] {
      if (isFull()) return [];
      const due = [...changed].filter(([, urgency]) => withProgress || urgency === 'now');
      const taken = due.slice(0, MAX_RUNS).map(([run]) => run);
      for (const run of taken) changed.delete(run);
      return taken;
    },

    /** Sends the runs as they are now, and the ids of those that are not there; what the page has no room for waits. */
    sendRuns(ids: readonly string[], messages: RunMessages): void {
      let left = ids.filter(messages.has);
      const missing = ids.filter((id) => !messages.has(id));
      if (missing.length > 0) send({ type: 'removed', ids: missing });
      while (left.length > 0 && !isFull()) {
        const { text, taken } = messages.next(left);
        wire.send(text);
        left = left.slice(taken);
      }
      for (const id of left) if (list || watched.has(id)) changed.set(id, 'now');
    },
  };
}

export type Listener = ReturnType<typeof createListener>;

/** A page that watches the same from where it is goes on there: what was read for it is not read again. */
function startOrContinue(before: Watched | undefined, asked: RunWatch): Watched {
  const selection = toSelection(asked);
  const continues =
    before?.name === selection.name && !before.isReset && before.sent <= asked.after && asked.after <= before.read;
  const read = continues ? before.read : asked.after;
  return { ...selection, sent: asked.after, read, hasMore: true, isReset: false };
}
