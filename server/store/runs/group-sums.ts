import { type BlockColumns, blockOf, type RunBlocks } from './run-blocks.ts';
import type { ChangeWatch } from './run-changes.ts';
import { Accumulator } from './run-statistics.ts';

/** Runs alike in all keys: these as JSON text, how many they are, and what each column sums up to. */
export interface GroupSum {
  texts: (string | null)[];
  runs: number;
  columns: Accumulator[];
}

interface SumsOptions {
  /** The columns are keys, then what is summed up. */
  blocks: RunBlocks;
  keys: number;
  watch: ChangeWatch;
  /** Lets others in. */
  pause: () => Promise<void>;
}

/**
 * What groups of runs sum up to. The sums of each block of runs are kept: where a run changes, its block is summed up
 * again, and the sums of all blocks are added.
 */
export function createGroupSums({ blocks, keys, watch, pause }: SumsOptions) {
  const ofBlocks = new Map<number, Map<string, GroupSum>>();
  let groups: GroupSum[] = [];
  let isRead = false;
  let reading: Promise<void> | undefined;

  async function read(): Promise<void> {
    const changes = watch.take();
    const outdated = changes && isRead ? [...new Set([...changes].map(blockOf))] : [...Array(blocks.count()).keys()];
    for (const block of outdated) {
      ofBlocks.set(block, sumUp(blocks.read(block)));
      await pause();
    }
    const total = new Map<string, GroupSum>();
    for (const sums of ofBlocks.values()) {
      for (const [id, sum] of sums) addTo(total, id, sum);
      if (sums.size > 0) await pause();
    }
    groups = [...total.values()];
    isRead = true;
  }

  function sumUp({ numbers, columns }: BlockColumns): Map<string, GroupSum> {
    const sums = new Map<string, GroupSum>();
    const [ofKeys, ofColumns] = [columns.slice(0, keys), columns.slice(keys)];
    for (const row of numbers.keys()) {
      const texts = ofKeys.map((column) => column[row] as string | null);
      const id = texts.join('\n');
      const sum = sums.get(id) ?? emptySum(texts, ofColumns.length);
      sums.set(id, sum);
      sum.runs++;
      for (const [at, column] of ofColumns.entries()) sum.columns[at]?.add(column[row]);
    }
    return sums;
  }

  return {
    /** Whether it has all that is known of the runs. */
    get isCurrent(): boolean {
      return isRead && watch.size === 0;
    },

    get isReading(): boolean {
      return reading !== undefined;
    },

    /** Takes in what changed. Between the moment when it is current and its caller another change may come. */
    update(): Promise<void> {
      reading ??= read().finally(() => {
        reading = undefined;
      });
      return reading;
    },

    /** How many sums are kept. */
    get length(): number {
      return [...ofBlocks.values()].reduce((sum, { size }) => sum + size, 0);
    },

    get groups(): readonly GroupSum[] {
      return groups;
    },

    /** The largest groups; of those of one size the ones that came first. */
    largest(most: number): GroupSum[] {
      const least = Float64Array.from(groups, ({ runs }) => runs).sort()[groups.length - most] ?? 0;
      const larger = groups.filter(({ runs }) => runs > least).sort((a, b) => b.runs - a.runs);
      return [...larger, ...groups.filter(({ runs }) => runs === least)].slice(0, most);
    },

    /** The values of a key, each once. */
    textsOf: (key: number): (string | null)[] => [...new Set(groups.map(({ texts }) => texts[key] ?? null))],

    close: () => watch.close(),
  };
}

export type GroupSums = ReturnType<typeof createGroupSums>;

const emptySum = (texts: (string | null)[], columns: number): GroupSum => ({
  ...{ texts, runs: 0 },
  columns: Array.from({ length: columns }, () => new Accumulator()),
});

function addTo(total: Map<string, GroupSum>, id: string, { texts, runs, columns }: GroupSum): void {
  const sum = total.get(id) ?? emptySum(texts, columns.length);
  total.set(id, sum);
  sum.runs += runs;
  for (const [at, column] of columns.entries()) sum.columns[at]?.addAll(column);
}
