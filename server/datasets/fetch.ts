import { mkdir, open, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** A failure that asking the same address again would only repeat. */
export class FinalFetchError extends Error {}

export interface FetchOptions {
  address: string;
  /** Where bytes are kept until all are there. What is there already is gone on from. */
  part: string;
  /** More than this is refused. */
  maxBytes: number;
  /** Whether a checksum will tell if a resumed file is put together wrong. */
  checked: boolean;
  fetch: typeof globalThis.fetch;
  signal: AbortSignal;
  /** Gives up when nothing comes for this long. */
  idleMs: number;
  onProgress: (receivedBytes: number) => void;
}

/** What the first answer said about the file, kept beside the part to ask for the rest of the same one. */
interface PartNote {
  address: string;
  validator: string | null;
}

/**
 * Fetches an address into `part`, going on by Range after what is there. Resolves when the server says
 * that this is all; a cut connection throws and leaves what came.
 *
 * Throws FinalFetchError where trying again is of no use
 */
export async function fetchPart(options: FetchOptions): Promise<void> {
  const { address, part, maxBytes, fetch } = options;
  await mkdir(dirname(part), { recursive: true });
  const range = await rangeHeaders(options);
  const idle = createIdleTimer(options);
  try {
    const response = await fetch(address, {
      headers: { 'accept-encoding': 'identity', ...range.headers },
      signal: idle.signal,
    });
    if (response.status === 416) await forget(part);
    const start = acceptedStart(response, range.start);
    if (!response.body) throw new Error('answered without a body');
    const validator = response.headers.get('etag') ?? response.headers.get('last-modified');
    if (start === 0) await writeFile(`${part}.json`, JSON.stringify({ address, validator } satisfies PartNote));

    const file = await open(part, start === 0 ? 'w' : 'a');
    try {
      let received = start;
      for await (const chunk of response.body) {
        idle.restart();
        received += chunk.length;
        if (received > maxBytes) throw new FinalFetchError(`sends more than the expected ${maxBytes} bytes`);
        await file.appendFile(chunk);
        options.onProgress(received);
      }
    } finally {
      await file.close();
    }
  } finally {
    idle.stop();
  }
}

/** Removes a part and its note. */
export async function forget(part: string): Promise<void> {
  await rm(part, { force: true });
  await rm(`${part}.json`, { force: true });
}

async function rangeHeaders({ address, part, checked }: FetchOptions) {
  const size = await stat(part).then(
    (found) => found.size,
    () => 0,
  );
  const note = await readFile(`${part}.json`, 'utf8').then(
    (text) => JSON.parse(text) as PartNote,
    () => null,
  );
  const sameFile = note?.address === address && note.validator !== null && !note.validator.startsWith('W/');
  if (size === 0 || !(sameFile || checked)) return { start: 0, headers: {} };
  return {
    start: size,
    headers: { range: `bytes=${size}-`, ...(sameFile && note?.validator && { 'if-range': note.validator }) },
  };
}

/** The offset of the first byte of the answer. */
function acceptedStart({ status, headers }: Response, asked: number): number {
  if (status === 200) return 0;
  if (status === 206) {
    const start = Number(/^bytes (\d+)-/.exec(headers.get('content-range') ?? '')?.[1]);
    if (start === asked) return start;
    throw new FinalFetchError(`answered another range than the one from byte ${asked} on that was asked for`);
  }
  const message = `answered ${status}`;
  throw status === 408 || status === 416 || status === 429 || status >= 500
    ? new Error(message)
    : new FinalFetchError(message);
}

function createIdleTimer({ signal, idleMs }: FetchOptions) {
  const controller = new AbortController();
  const expire = () => controller.abort(new Error(`sent nothing for ${idleMs / 1000} s`));
  const timer = setTimeout(expire, idleMs);
  return {
    signal: AbortSignal.any([signal, controller.signal]),
    restart: () => timer.refresh(),
    stop: () => clearTimeout(timer),
  };
}
