import type { RetryLimits } from './backoff.ts';
import { type Host, isAlive } from './host.ts';
import { createHttp } from './http.ts';
import { PROCESS_START, randomId } from './ids.ts';
import type { Notices } from './notices.ts';
import { createSender } from './sender.ts';
import { openSpool, type SpoolHeader } from './spool.ts';
import { textOf } from './text.ts';

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
  /** The run, or the name of the file where it could not be read. */
  run: string;
  url: string;
  records: number;
  /** `away`: the server did not take it; `refused`: it never will; `unreadable`: the file is no whole spool. */
  outcome: 'sent' | 'away' | 'refused' | 'unreadable';
}

/**
 * Sends what ended processes left in a folder, through the same sender as live data, and deletes each
 * file that is through. Two processes doing this at once do no harm: the server knows each batch by its
 * number. A server that is away is tried with one file, and the others for it are left for later.
 *
 * @throws what the file system throws when the folder cannot be read
 */
export async function replayOrphans(options: OrphanOptions): Promise<Replayed[]> {
  const { host, folder } = options;
  const replayed: Replayed[] = [];
  for (const name of host.files.readdirSync(folder).sort()) {
    if (!name.endsWith('.spool')) continue;
    const away = new Set(replayed.filter(({ outcome }) => outcome === 'away').map(({ url }) => url));
    const result = await replayOne(options, name, away);
    if (result) replayed.push(result);
  }
  return replayed;
}

async function replayOne(
  { host, folder, notices, retry, fetch }: OrphanOptions,
  name: string,
  away: Set<string>,
): Promise<Replayed | undefined> {
  const path = host.join(folder, name);
  try {
    const found = openSpool(
      { files: host.files, path, maxBytes: Number.POSITIVE_INFINITY, checksum: host.checksum },
      (header) => isOrphan(host, header, path),
    );
    if (!found) return undefined;
    const { header, outbox } = found;
    const of = { run: header.create.id, url: header.url };
    if (away.has(header.url)) {
      outbox.close('keep');
      return { ...of, records: 0, outcome: 'away' };
    }
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
    const outcome = sender.halted ? 'refused' : sender.idle ? 'sent' : 'away';
    outbox.close(FATES[outcome]);
    return { ...of, records: sender.acked, outcome };
  } catch (error) {
    notices.once(`orphan ${path}`, `what an earlier process left in ${path} could not be sent: ${textOf(error)}`);
    return { run: name, url: '', records: 0, outcome: 'unreadable' };
  }
}

const FATES = { sent: 'delete', away: 'keep', refused: 'refused' } as const;

function isOrphan(host: Host, { owner }: SpoolHeader, path: string): boolean {
  if (owner.process === PROCESS_START) return false;
  if (owner.host !== host.hostname) return Date.now() - host.files.statSync(path).mtimeMs > FOREIGN_SILENCE_MS;
  return owner.pid === host.process.pid || !isAlive(host.process, owner.pid);
}
