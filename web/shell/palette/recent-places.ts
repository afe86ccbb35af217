import type { Entry } from './entry.ts';

const KEY = 'lossboard.recent';
const MOST = 8;
type Place = Pick<Entry, 'title' | 'icon' | 'href'>;

/** The places that were last gone to from the palette, the newest first, kept across visits. */
export class RecentPlaces {
  readonly #storage: Pick<Storage, 'getItem' | 'setItem'>;

  constructor(storage: Pick<Storage, 'getItem' | 'setItem'>) {
    this.#storage = storage;
  }

  list(): Entry[] {
    return this.#read().map((place) => ({ ...place, id: `recent:${place.href}`, group: 'Recent' }));
  }

  add({ title, icon, href }: Entry): void {
    if (href === undefined) return;
    const others = this.#read().filter((place) => place.href !== href);
    this.#storage.setItem(KEY, JSON.stringify([{ title, icon, href }, ...others].slice(0, MOST)));
  }

  #read(): Place[] {
    try {
      const kept: unknown = JSON.parse(this.#storage.getItem(KEY) ?? '[]');
      return Array.isArray(kept) ? kept.filter(isPlace) : [];
    } catch {
      return []; // SyntaxError: another version of the page may have written something else
    }
  }
}

function isPlace(value: unknown): value is Place {
  const { title, icon, href } = (value ?? {}) as Record<string, unknown>;
  return [title, icon, href].every((each) => typeof each === 'string');
}
