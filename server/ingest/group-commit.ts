/** How long the first of a group waits for company. */
const GATHER_MS = 2;
const MAX_GROUP = 1000;

interface Waiting<In, Out> {
  item: In;
  bytes: number;
  resolve(outcome: Out): void;
  reject(error: unknown): void;
}

/**
 * Hands items that arrive within about 2 ms to `commit` together, one group at a time, in order of arrival.
 *
 * `commit` answers one outcome an item, in the same order; when it throws, the whole group is refused.
 */
export function createGroupCommit<In, Out>(commit: (items: In[]) => Promise<Out[]>) {
  const waiting: Waiting<In, Out>[] = [];
  let waitingBytes = 0;
  let running: Promise<void> | undefined;

  async function run(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, GATHER_MS));
    while (waiting.length > 0) {
      const group = waiting.splice(0, MAX_GROUP);
      await settle(group);
    }
    running = undefined; // in the same turn as the last look at `waiting`, so that no item is left behind
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
        waiting.push({ item, bytes, resolve, reject });
      });
      running ??= run();
      return outcome;
    },

    /** Resolves when nothing waits any more. */
    async drain(): Promise<void> {
      while (running) await running;
    },
  };
}
