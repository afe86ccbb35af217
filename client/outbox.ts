/** Something to be sent: a numbered batch, or a change of the run itself. `body` is JSON. */
export type OutboxRecord =
  | { kind: 'batch'; seq: number; records: number; body: string }
  | { kind: 'patch'; body: string };

/**
 * What waits to be sent, in order. It numbers the batches of its writer 1, 2, 3… and holds no more
 * than its limit: `push` answers false instead, and nothing is numbered.
 */
export interface Outbox {
  readonly writer: string;
  /** Records that wait. */
  readonly waiting: number;
  /** Where they survive the end of the process; undefined when in memory only. */
  readonly path: string | undefined;
  pushBatch(body: string, records: number): boolean;
  pushPatch(body: string): boolean;
  peek(): OutboxRecord | undefined;
  /** Forgets the first record: it is acknowledged. */
  shift(): void;
  /** Gives the waiting batches a new writer's numbers from 1 on. */
  renumber(writer: string): void;
  /** Lets go of the file: `delete` it, `keep` it for a later start, or set it aside as `refused`. */
  close(fate: 'delete' | 'keep' | 'refused'): void;
}

/** An outbox that ends with the process. */
export function createMemoryOutbox(firstWriter: string, maxBytes: number): Outbox {
  let writer = firstWriter;
  let nextSeq = 1;
  let bytes = 0;
  let queue: OutboxRecord[] = [];

  const push = (record: OutboxRecord): boolean => {
    if (bytes + record.body.length > maxBytes) return false;
    bytes += record.body.length;
    queue.push(record);
    return true;
  };

  return {
    get writer() {
      return writer;
    },
    get waiting() {
      return queue.length;
    },
    path: undefined,
    pushBatch(body, records) {
      const pushed = push({ kind: 'batch', seq: nextSeq, records, body });
      if (pushed) nextSeq += 1;
      return pushed;
    },
    pushPatch: (body) => push({ kind: 'patch', body }),
    peek: () => queue[0],
    shift() {
      bytes -= queue.shift()?.body.length ?? 0;
    },
    renumber(newWriter) {
      writer = newWriter;
      nextSeq = 1;
      queue = queue.map((record) => (record.kind === 'batch' ? { ...record, seq: nextSeq++ } : record));
    },
    close() {
      queue = [];
      bytes = 0;
    },
  };
}
