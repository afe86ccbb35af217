import type { ServerMessage, WatchMessage } from '../../shared/live.ts';
import type { Run } from '../../shared/run.ts';
import type { Change } from '../ports/bus.ts';
import { toWanted, type Wanted } from './select.ts';
import type { Teller, Told } from './teller.ts';

/** A page with more than this unread is passed over. */
const MAX_BUFFERED_BYTES = 1024 ** 2;
/** Ticks in a row that a page may be passed over before it is cut; it resumes by its cursors. */
const MAX_SKIPS = 100;
/** Runs told of in one message: the others follow in the next. */
const MAX_RUNS = 200;
/** The close code of a page that does not read. */
const TOO_SLOW = 4008;
/** The way to one page. */
export interface Wire {
  send(text: string): void;
  bufferedBytes(): number;
  close(code: number, reason: string): void;
}

interface Watched extends Wanted {
  cursor: number;
  /** True while there may be commits after the cursor. */
  behind: boolean;
  /** True once the page was told to read the run again: it watches anew when it has. */
  lost: boolean;
}

/** What one page watches, how far it was told, and which runs changed since it was told of them. */
export function createListener(wire: Wire) {
  let list = false;
  let watched = new Map<string, Watched>();
  /** Changed runs by how soon the page wants to know: new state at the next tick, progress when it suits. */
  const changed = new Map<string, 'now' | 'soon'>();
  let skips = 0;

  const send = (message: ServerMessage): void => wire.send(JSON.stringify(message));

  function noteRun(run: string, how: 'now' | 'soon'): void {
    if (!list && !watched.has(run)) return;
    if (changed.get(run) !== 'now') changed.set(run, how);
  }

  function sendTold(run: string, entry: Watched, told: Told): void {
    if (told === 'reset') {
      reset(run, entry);
      return;
    }
    entry.cursor = told.rev;
    if (told.text !== undefined) wire.send(told.text);
    if (told.isCut) entry.behind = true;
  }

  function reset(run: string, entry: Watched): void {
    entry.lost = true;
    entry.behind = false;
    send({ type: 'reset', run, rev: entry.cursor });
  }

  return {
    send,

    /** Replaces everything watched before. */
    watch(message: WatchMessage): void {
      list = message.list;
      const entries = Object.entries(message.runs);
      watched = new Map(
        entries.map(([run, asked]) => [run, { ...toWanted(asked), cursor: asked.after, behind: true, lost: false }]),
      );
      changed.clear();
      for (const run of watched.keys()) changed.set(run, 'now');
    },

    hear(change: Change): void {
      if (change.type === 'removed') {
        changed.delete(change.run);
        if (list || watched.delete(change.run)) send({ type: 'removed', ids: [change.run] });
        return;
      }
      noteRun(change.run, change.type === 'commit' ? 'soon' : 'now');
      const entry = watched.get(change.run);
      if (entry && change.type !== 'run') entry.behind = !entry.lost;
    },

    /** True while there is something left to say, or to be read. */
    isWaiting(): boolean {
      if (changed.size > 0 || wire.bufferedBytes() > MAX_BUFFERED_BYTES) return true;
      return [...watched.values()].some(({ behind }) => behind);
    },

    /** False for a page whose unread bytes pile up; one that never catches up is cut. */
    isReading(): boolean {
      if (wire.bufferedBytes() <= MAX_BUFFERED_BYTES) {
        skips = 0;
        return true;
      }
      skips += 1;
      if (skips === MAX_SKIPS) wire.close(TOO_SLOW, 'reads too slowly');
      return false;
    },

    /** Says what is new of each watched run, until the page has enough to read. */
    async sendCommits({ tell }: Teller): Promise<void> {
      for (const [run, entry] of [...watched]) {
        if (!entry.behind) continue;
        if (wire.bufferedBytes() > MAX_BUFFERED_BYTES) return;
        entry.behind = false;
        const told = await tell(run, entry, entry.cursor);
        if (watched.get(run) === entry) sendTold(run, entry, told); // else it watches something else by now
      }
    },

    /** Ids of the runs to tell of now; with `everyChange`, also those that only made progress. */
    takeChangedRuns(everyChange: boolean): string[] {
      const due = [...changed].filter(([, how]) => everyChange || how === 'now');
      const taken = due.slice(0, MAX_RUNS).map(([run]) => run);
      for (const run of taken) changed.delete(run);
      return taken;
    },

    /** Tells of runs as they are now, and of watched ones that are no more. */
    sendRuns(asked: string[], runs: ReadonlyMap<string, Run>): void {
      const found = asked.flatMap((id) => runs.get(id) ?? []);
      const missing = asked.filter((id) => !runs.has(id));
      if (found.length > 0) send({ type: 'runs', runs: found });
      if (missing.length > 0) send({ type: 'removed', ids: missing });
    },
  };
}

export type Listener = ReturnType<typeof createListener>;
