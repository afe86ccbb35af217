import type { Api } from '../../api/api.ts';
import type { Command } from '../../core/commands.svelte.ts';
import { LatestTask } from '../../core/latest-task.ts';
import { type Entry, matching } from './entry.ts';
import { findPlaces, findSettings, type PlaceApi } from './places.ts';
import type { RecentPlaces } from './recent-places.ts';

/** Until typing has paused for so long, the server is not asked for runs. */
const PAUSE_MS = 120;
const MOST_RUNS = 8;
const MOST_SETTINGS = 8;
/** What makes a text a filter, as in `config.lr < 0.1`. */
const FILTER = /[=<>~:]/;
/** Entries of a group while nothing is typed. */
const MOST_UNASKED = 5;

interface Sources {
  api: PlaceApi & Pick<Api, 'runs'>;
  /** The project that one is in; null in none. */
  project?: string | null;
  /** The commands that are there now: a page that is still loading registers its own later. */
  commands: () => readonly Command[];
  recent: RecentPlaces;
}

/** What the palette offers for what is typed: commands, places, and runs that the server finds. */
export class Palette {
  text = $state('');
  #places = $state.raw<readonly Entry[]>([]);
  #runs = $state.raw<readonly Entry[]>([]);
  #settings = $state.raw<readonly Entry[]>([]);
  #reading: Promise<void> | undefined;
  /** Runs are being looked for. */
  isSearching = $state(false);
  readonly #sources: Sources;
  readonly #search = new LatestTask();
  readonly #commands = $derived(this.#entriesOfCommands());
  readonly #recent: readonly Entry[];

  constructor(sources: Sources) {
    this.#sources = sources;
    this.#recent = sources.recent.list();
    void this.#loadPlaces();
  }

  readonly groups = $derived(this.#grouped());

  /** Takes what is typed, and asks the server for runs that fit. */
  type(text: string): void {
    this.text = text;
    const wanted = text.trim();
    if (wanted === '') {
      this.#search.cancel();
      this.#runs = [];
      this.isSearching = false;
      return;
    }
    this.#loadSettings();
    this.isSearching = true;
    this.#search.schedule(async (signal) => {
      const found = await this.#findRuns(wanted);
      if (signal.aborted) return;
      this.#runs = found;
      this.isSearching = false;
    }, PAUSE_MS);
  }

  close(): void {
    this.#search.cancel();
  }

  remember(entry: Entry): void {
    this.#sources.recent.add(entry);
  }

  #grouped(): { label: string; entries: Entry[] }[] {
    const isAsked = this.text.trim() !== '';
    const fixed = isAsked
      ? matching([...this.#commands, ...this.#places], this.text)
      : [...this.#recent, ...this.#commands, ...this.#places];
    const settings = isAsked ? matching(this.#settings, this.text).slice(0, MOST_SETTINGS) : [];
    const groups = Map.groupBy([...fixed, ...this.#runs, ...settings], ({ group }) => group);
    return [...groups].map(([label, entries]) => ({
      label,
      entries: isAsked || label === 'Pages' ? entries : entries.slice(0, MOST_UNASKED),
    }));
  }

  #entriesOfCommands(): Entry[] {
    const entries = this.#sources.commands().flatMap((command) => toEntry(command));
    return [...new Map(entries.map((entry) => [entry.id, entry])).values()];
  }

  async #loadPlaces(): Promise<void> {
    this.#places = await findPlaces(this.#sources.api, this.#sources.project ?? null);
  }

  /** They are many, and looked for once somebody types. */
  #loadSettings(): void {
    this.#reading ??= findSettings(this.#sources.api, this.#sources.project ?? null).then((found) => {
      this.#settings = found;
    });
  }

  async #findRuns(text: string): Promise<Entry[]> {
    const none = { runs: [] };
    const limit = String(MOST_RUNS);
    const byText = () => this.#sources.api.runs({ text, limit }).catch(() => none);
    const { runs } = FILTER.test(text)
      ? await this.#sources.api.runs({ where: text, limit }).catch(byText) // a filter that is not whole yet is text
      : await byText();
    return runs.map(({ id, name, project, state }) => ({
      id: `run:${id}`,
      title: name,
      note: `${project} · ${state}`,
      href: `/runs/${id}`,
      icon: 'chart',
      group: 'Runs',
    }));
  }
}

function toEntry({ title, group, keys, words, href, run }: Command): Entry[] {
  if (!run && href === undefined) return [];
  const more = { ...(words !== undefined && { words }), ...(typeof keys === 'string' && { keys }) };
  if (href !== undefined) return [{ id: `page:${href}`, title, group: 'Pages', icon: 'grid', href, ...more }];
  return [{ id: `do:${group}:${title}`, title, group: 'Do', icon: 'right', ...(run && { run }), ...more }];
}
