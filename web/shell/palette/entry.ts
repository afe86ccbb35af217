import type { IconName } from '../../ui/icons.ts';

/** A line of the palette. */
export interface Entry {
  id: string;
  title: string;
  group: string;
  icon: IconName;
  /** What is said beside the title. */
  note?: string;
  keys?: string;
  /** Further words that find it. */
  words?: string;
  /** Where it leads; missing for what is done. */
  href?: string;
  run?: () => void;
}

/** The entries that have all words of a text, those whose title begins with it first, in their order otherwise. */
export function matching(entries: readonly Entry[], text: string): Entry[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const ranked = entries.flatMap((entry) => {
    const rank = rankOf(entry, words);
    return rank === null ? [] : [{ entry, rank }];
  });
  return ranked.sort((a, b) => a.rank - b.rank).map(({ entry }) => entry);
}

/** 0 for a title that begins with the first word, 1 with one at the begin of a word, 2 for any other; null for none. */
function rankOf({ title, note = '', words: more = '' }: Entry, words: readonly string[]): number | null {
  const [name, all] = [title.toLowerCase(), `${title} ${note} ${more}`.toLowerCase()];
  if (!words.every((word) => all.includes(word))) return null;
  const first = words[0] ?? '';
  if (name.startsWith(first)) return 0;
  return name.split(/[^\p{L}\p{N}]+/u).some((part) => part.startsWith(first)) ? 1 : 2;
}
