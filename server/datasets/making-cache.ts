/** The right to make the value of a key: whoever else wants it waits until it is there or given up. */
export interface Making<Value> {
  put(value: Value): void;
  /** Without effect once the value was put. */
  giveUp(): void;
}

export interface MakingCacheOptions<Value> {
  /** What values may take together; those used longest ago go first. */
  budgetBytes: number;
  bytesOf: (value: Value) => number;
}

/** Keeps values that are made elsewhere, each made once at a time, as far as they fit into the budget. */
export function createMakingCache<Value>({ budgetBytes, bytesOf }: MakingCacheOptions<Value>) {
  /** Used longest ago first. */
  const kept = new Map<string, Value>();
  const underWay = new Map<string, Promise<Value | undefined>>();
  let bytes = 0;

  function find(key: string): Value | undefined {
    const value = kept.get(key);
    if (value === undefined) return undefined;
    kept.delete(key); // so that it is the newest
    kept.set(key, value);
    return value;
  }

  function keep(key: string, value: Value): void {
    kept.set(key, value);
    bytes += bytesOf(value);
    for (const [oldest, each] of kept) {
      if (bytes <= budgetBytes) return;
      kept.delete(oldest);
      bytes -= bytesOf(each);
    }
  }

  function begin(key: string): Making<Value> {
    const { promise, resolve } = Promise.withResolvers<Value | undefined>();
    underWay.set(key, promise);
    let isOpen = true;
    function end(value?: Value): void {
      if (!isOpen) return;
      isOpen = false;
      underWay.delete(key);
      if (value !== undefined) keep(key, value);
      resolve(value);
    }
    return { put: end, giveUp: () => end() };
  }

  return {
    find,

    /** The value, waited for while another makes it; else the right to make it. A signal ends the wait. */
    async claim(key: string, signal?: AbortSignal): Promise<{ value: Value } | { making: Making<Value> }> {
      for (;;) {
        const value = find(key);
        if (value !== undefined) return { value };
        const promise = underWay.get(key);
        if (!promise) return { making: begin(key) };
        const made = await untilAborted(promise, signal);
        if (signal?.aborted) return { making: { put() {}, giveUp() {} } };
        if (made !== undefined) return { value: made };
      }
    },

    /** What is kept. */
    get held(): { count: number; bytes: number } {
      return { count: kept.size, bytes };
    },
  };
}

export type MakingCache<Value> = ReturnType<typeof createMakingCache<Value>>;

async function untilAborted<Value>(promise: Promise<Value>, signal?: AbortSignal): Promise<Value | undefined> {
  if (!signal) return promise;
  const { promise: aborted, resolve } = Promise.withResolvers<undefined>();
  const onAbort = () => resolve(undefined);
  if (signal.aborted) onAbort();
  signal.addEventListener('abort', onAbort);
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
