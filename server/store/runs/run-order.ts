import { BLOCK, type BlockColumns, type RunBlocks } from './run-blocks.ts';
import type { ChangeWatch } from './run-changes.ts';
import type { SortKey } from './run-sort.ts';
import { compareValues, type SortValue, sortPlaces, toSortValue } from './sort-order.ts';

/** Runs by their numbers, and beside these what they are sorted by: a list for each key. */
interface Entries {
  numbers: number[];
  keys: SortValue[][];
}

/** Where a run is in the order: its number, and the values of its keys. */
export interface Place {
  number: number;
  values: SortValue[];
}

interface OrderOptions {
  /** A column a key. */
  blocks: RunBlocks;
  keys: readonly Pick<SortKey, 'order' | 'fold'>[];
  watch: ChangeWatch;
  /** Lets others in. */
  pause: () => Promise<void>;
}

/**
 * The runs of one list in order of their keys, then of their numbers in the direction of the first key. It is read and
 * sorted once, a piece at a time, and then kept up by reading again the runs that changed.
 */
export function createRunOrder({ blocks, keys, watch, pause }: OrderOptions) {
  const signs = keys.map(({ order }) => (order === 'asc' ? 1 : -1));
  let sorted: Entries = empty();
  let isRead = false;
  let reading: Promise<void> | undefined;

  function empty(): Entries {
    return { numbers: [], keys: keys.map(() => []) };
  }

  function add(entries: Entries, { numbers, columns }: BlockColumns): void {
    for (const number of numbers) entries.numbers.push(number);
    for (const [at, { fold }] of keys.entries())
      for (const value of columns[at] ?? []) entries.keys[at]?.push(toSortValue(value, fold));
  }

  function compare(a: Entries, i: number, b: Entries, j: number): number {
    for (let key = 0; key < signs.length; key++) {
      const order = compareValues(a.keys[key]?.[i] as SortValue, b.keys[key]?.[j] as SortValue);
      if (order !== 0) return order * (signs[key] as number);
    }
    return ((a.numbers[i] as number) - (b.numbers[j] as number)) * (signs[0] ?? -1);
  }

  async function inOrder(entries: Entries): Promise<Entries> {
    const places = await sortPlaces(entries.numbers.length, (i, j) => compare(entries, i, entries, j), pause);
    const of = <T>(list: readonly T[]) => Array.from(places, (place) => list[place] as T);
    return { numbers: of(entries.numbers), keys: entries.keys.map(of) };
  }

  async function readAll(): Promise<void> {
    watch.take(); // changes from here on are read once more
    const found = empty();
    for (let block = 0; block < blocks.count(); block++) {
      add(found, blocks.read(block));
      await pause();
    }
    sorted = await inOrder(found);
    isRead = true;
  }

  async function catchUp(): Promise<void> {
    const changed = watch.take();
    if (changed === null) return readAll();
    const found = empty();
    const numbers = [...changed];
    for (let from = 0; from < numbers.length; from += BLOCK) {
      if (from > 0) await pause();
      add(found, blocks.readSome(numbers.slice(from, from + BLOCK)));
    }
    sorted = merged(changed, await inOrder(found));
  }

  /** The order without the runs that changed, and with these in the places that they have now. */
  function merged(changed: ReadonlySet<number>, found: Entries): Entries {
    const places = found.numbers.map((_, at) => placeOf(found, at));
    const pieces: [from: Entries, start: number, end: number][] = [];
    let [start, next] = [0, 0];
    for (let old = 0; old <= sorted.numbers.length; old++) {
      const isGone = changed.has(sorted.numbers[old] ?? Number.NaN);
      const first = next;
      while (places[next] === old) next++;
      if (!isGone && first === next) continue;
      pieces.push([sorted, start, old], [found, first, next]);
      start = isGone ? old + 1 : old;
    }
    pieces.push([sorted, start, sorted.numbers.length]);
    const joined = <T>(of: (from: Entries) => T[]): T[] =>
      ([] as T[]).concat(...pieces.map(([from, first, end]) => of(from).slice(first, end)));
    return {
      numbers: joined(({ numbers }) => numbers),
      keys: keys.map((_, key) => joined((from) => from.keys[key] ?? [])),
    };
  }

  /** The first place of which the run does not come before this one. */
  function placeOf(entries: Entries, at: number): number {
    let [low, high] = [0, sorted.numbers.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (compare(sorted, middle, entries, at) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  return {
    /** Whether it has all that is known of the runs. */
    get isCurrent(): boolean {
      return isRead && watch.size === 0;
    },

    get isReading(): boolean {
      return reading !== undefined;
    },

    /** Takes in what changed. Before its caller goes on, another change may come. */
    update(): Promise<void> {
      reading ??= (isRead ? catchUp() : readAll()).finally(() => {
        reading = undefined;
      });
      return reading;
    },

    get length(): number {
      return sorted.numbers.length;
    },

    /** Numbers of all runs in their order, as it is now. */
    numbers: (): readonly number[] => sorted.numbers,

    at: (place: number): Place => ({
      number: sorted.numbers[place] as number,
      values: sorted.keys.map((values) => values[place] as SortValue),
    }),

    /** The place behind a run that may be there no more. */
    placeAfter({ number, values }: Place): number {
      const entries = { numbers: [number], keys: values.map((value) => [value]) };
      const place = placeOf(entries, 0);
      const isThere = place < sorted.numbers.length && compare(sorted, place, entries, 0) === 0;
      return isThere ? place + 1 : place;
    },

    close: () => watch.close(),
  };
}

export type RunOrder = ReturnType<typeof createRunOrder>;
