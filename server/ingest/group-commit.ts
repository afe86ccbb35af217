import { setImmediate as nextTurn } from 'node:timers/promises';

/** How long the first of a group waits for company. */
const GATHER_MS = 2;
const MAX_ITEMS = 1000;
/** Of a group, so that its transaction takes about ten milliseconds; what is larger is committed on its own. */
const MAX_BYTES = 1024 ** 2;

export interface GroupCommitOptions<In, Out> {
  /** Answers one outcome an item, in the same order; when it throws, all of them are refused. */
  commit(items: In[]): Promise<Out[]>;
  /** Items of the same order are committed as they came, one after the other. */
  orderOf(item: In): string;
  maxBytes?: number;
}

interface Waiting<In, Out> {
  item: In;
  order: string;
  bytes: number;
  resolve(outcome: Out): void;
  reject(error: unknown): void;
}

/**
 * Hands items that arrive within about 2 ms to `commit` together, one group at a time, in order of arrival.
 *
 * A large item takes many turns of the event loop. It is handed over alone, and groups of others go on meanwhile, except
 * for those of its order, which wait until it is done. There is one large item at a time.
 */
export function createGroupCommit<In, Out>({ commit, orderOf, maxBytes = MAX_BYTES }: GroupCommitOptions<In, Out>) {
  let waiting: Waiting<In, Out>[] = [];
  let waitingBytes = 0;
  let running: Promise<void> | undefined;
  let large: { order: string; settled: Promise<void> } | undefined;

  function wake(): void {
    running ??= run();
  }

  async function run(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, GATHER_MS));
    for (let group = takeGroup(); group.length > 0; group = takeGroup()) {
      await settle(group);
      startLarge();
      if (waiting.length > 0) await nextTurn(); // requests come between two groups
    }
    startLarge();
    running = undefined; // in the same turn as the last look at `waiting`, so that no item is left behind
  }

  /** Takes the next items that go together; large ones, and what comes after them in their order, are left. */
  function takeGroup(): Waiting<In, Out>[] {
    const group: Waiting<In, Out>[] = [];
    const left: Waiting<In, Out>[] = [];
    const held = new Set(large && [large.order]);
    let bytes = 0;
    for (const each of waiting) {
      const isFull = group.length === MAX_ITEMS || (bytes + each.bytes > maxBytes && group.length > 0);
      if (isFull || each.bytes > maxBytes || held.has(each.order)) {
        held.add(each.order);
        left.push(each);
      } else {
        group.push(each);
        bytes += each.bytes;
      }
    }
    waiting = left;
    return group;
  }

  /** Hands over the first large item, unless one is under way or another of its order comes first. */
  function startLarge(): void {
    if (large) return;
    const at = waiting.findIndex(
      ({ bytes, order }, index) => bytes > maxBytes && waiting.findIndex((each) => each.order === order) === index,
    );
    const [first] = at < 0 ? [] : waiting.splice(at, 1);
    if (!first) return;
    const settled = settle([first]).then(() => {
      large = undefined;
      if (waiting.length > 0) wake();
    });
    large = { order: first.order, settled };
  }

  async function settle(group: Waiting<In, Out>[]): Promise<void> {
    try {
      const outcomes = await commit(group.map(({ item }) => item));
      group.forEach(({ resolve }, index) => {
        resolve(outcomes[index] as Out);
      });
    } catch (error) {
      for (const { reject } of group) reject(error);
    } finally {
      for (const { bytes } of group) waitingBytes -= bytes;
    }
  }

  return {
    /** Bytes added and not yet answered. */
    get waitingBytes(): number {
      return waitingBytes;
    },

    /** Resolves with the item's outcome once its group is committed. */
    add(item: In, bytes: number): Promise<Out> {
      waitingBytes += bytes;
      const outcome = new Promise<Out>((resolve, reject) => {
        waiting.push({ item, order: orderOf(item), bytes, resolve, reject });
      });
      wake();
      return outcome;
    },

    /** Resolves when nothing waits any more. */
    async drain(): Promise<void> {
      while (running || large) await (running ?? large?.settled);
    },
  };
}
