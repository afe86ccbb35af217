import { fileURLToPath } from 'node:url';
import type { Piscina } from 'piscina';
import { type BatchBody, type Judged, judgeBody } from './batch-body.ts';
import { type PackedBatch, unpackBatch } from './packed-batch.ts';

/** Bodies up to so many bytes are read in about ten milliseconds: a thread would answer no sooner, and its work comes on top. */
const SMALL_BYTES = 1024 ** 2;
const IDLE_MS = 60_000;
/** Several times what the largest batch takes, with every array and text that its limits allow. */
const MAX_HEAP_MB = 1536;

export interface BatchReader {
  /** Reads and checks a batch, whose bytes belong to the reader from now on. */
  read(body: BatchBody): Promise<Judged>;
  close(): Promise<void>;
}

/**
 * Reads batches so that no other request waits for a large one: those are read in a thread, one after
 * the other. The thread is started by the first of them and ends when none has come for a minute.
 */
export function createBatchReader({ smallBytes = SMALL_BYTES } = {}): BatchReader {
  let pool: Promise<Piscina> | undefined;

  /** Loaded when it is needed: most servers start without a batch that large. */
  async function open(): Promise<Piscina> {
    const { Piscina } = await import('piscina');
    return new Piscina({
      filename: fileURLToPath(new URL('batch-thread.ts', import.meta.url)),
      minThreads: 0,
      maxThreads: 1,
      idleTimeout: IDLE_MS,
      resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB },
    });
  }

  return {
    async read(body) {
      if (body.bytes.length <= smallBytes) return judgeBody(body);
      pool ??= open();
      const threads = await pool;
      return unpackBatch((await threads.run(body, { transferList: buffersOf(body) })) as PackedBatch);
    },

    async close() {
      await (await pool)?.close();
    },
  };
}

/** The buffer of the bytes, to be moved, where it is theirs alone. */
function buffersOf({ bytes }: BatchBody): ArrayBuffer[] {
  const { buffer } = bytes;
  return buffer instanceof ArrayBuffer && buffer.byteLength === bytes.length ? [buffer] : [];
}
