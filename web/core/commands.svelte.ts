import { untrack } from 'svelte';

/** What can be done on the page that is shown, from the palette or by a key. */
export interface Command {
  /** Says what happens, such as "Stop run". */
  title: string;
  /** The part of the page that it belongs to; the keyboard help lists commands by it. */
  group: string;
  /** Key that does it wherever nothing is being typed; a list such as `['←', '→']` for keys that a part of the page handles itself. */
  keys?: string | readonly string[];
  /** Further words that find it. */
  words?: string;
  /** Where it leads. */
  href?: string;
  /** What it does; missing where it leads somewhere, or where keys alone do it. */
  run?: () => void;
}

type Source = () => readonly Command[];

/** The commands of everything that is mounted. */
export class Commands {
  #sources = $state.raw<readonly Source[]>([]);
  /** Those that were registered last come first: a page's before the frame's. */
  readonly all = $derived(this.#sources.flatMap((source) => source()));

  /** Adds commands until the returned function is called; `source` is read anew when state that it reads changes. */
  register(source: Source): () => void {
    // An effect that registers must not run again whenever another does.
    const others = () => untrack(() => this.#sources).filter((each) => each !== source);
    this.#sources = [source, ...others()];
    return () => {
      this.#sources = others();
    };
  }

  /** The command that a key does. */
  ofKey(key: string): Command | undefined {
    return this.all.find((each) => each.keys === key && (each.run ?? each.href) !== undefined);
  }
}
