import type { RetryLimits } from './backoff.ts';
import { type Host, isAlive } from './host.ts';
import { createHttp } from './http.ts';
import { PROCESS_START, randomId } from './ids.ts';
import type { Notices } from './notices.ts';
import { createSender } from './sender.ts';
import { openSpool, type SpoolHeader } from './spool.ts';

/** A spool of another machine (a shared home, a container) counts as left behind when untouched for this long. */
const FOREIGN_SILENCE_MS = 600_000;
const MAX_ATTEMPTS = 3;

export interface OrphanOptions {
  host: Host;
  folder: string;
  notices: Notices;
  retry: RetryLimits;
  fetch?: typeof globalThis.fetch;
}

/** What became of one spool file that an ended process had left. */
export interface Replayed {
  run: string;
  records: number;
  complete: boolean;
}

/**
 * Sends what ended processes left in a folder, through the same sender as live data, and deletes each
 * file that is through. Two processes doing this at once do no harm: the server knows each batch by its
 * number.
 */
export async function replayOrphans(options: OrphanOptions): Promise<Replayed[]> {
  const { host, folder } = options;
  const replayed: Replayed[] = [];
  for (const name of host.files.readdirSync(folder).sort()) {
    if (!name.endsWith('.spool')) continue;
    const result = await replayOne(options, host.join(folder, name));
    if (result) replayed.push(result);
  }
  return replayed;
}

async function replayOne(options: OrphanOptions, path: string): Promise<Replayed | undefined> {
  const { host, notices, retry, fetch } = options;
  try {
    const found = openSpool({ files: host.files, path, maxBytes: Number.POSITIVE_INFINITY }, (header) =>
      isOrphan(host, header, path),
    );
    if (!found) return undefined;
    const { header, outbox } = found;
    const sender = createSender({
      http: createHttp(header.url, fetch),
      outbox,
      create: header.create,
      notices,
      retry,
      maxAttempts: MAX_ATTEMPTS,
      newWriter: () => randomId(20),
    });
    await sender.wake();
    outbox.close(sender.halted ? 'refused' : sender.idle ? 'delete' : 'keep');
    return { run: header.create.id, records: sender.acked, complete: sender.idle && !sender.halted };
  } catch (error) {
    notices.once(`orphan ${path}`, `what an earlier process left in ${path} could not be sent: ${String(error)}`);
    return undefined;
  }
}

function isOrphan(host: Host, { owner }: SpoolHeader, path: string): boolean {
  if (owner.process === PROCESS_START) return false;
  if (owner.host !== host.hostname) return Date.now() - host.files.statSync(path).mtimeMs > FOREIGN_SILENCE_MS;
  return owner.pid === host.process.pid || !isAlive(host.process, owner.pid);
}
