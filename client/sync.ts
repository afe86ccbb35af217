#!/usr/bin/env node
/** Sends what ended scripts left in the spool: `lossboard-sync [folder]`. Exits with 1 when something remains. */
import { DEFAULT_RETRY } from './backoff.ts';
import { detectHost, type Host, type HostProcess } from './host.ts';
import { createNotices } from './notices.ts';
import { type Replayed, replayOrphans } from './orphans.ts';
import { spoolFolder } from './spool-folder.ts';
import { textOf } from './text.ts';

interface Shell extends HostProcess {
  argv: string[];
  stdout: { write(text: string): void };
  stderr: { write(text: string): void };
}

const HOLD_MS = 60_000;

/** How a spool that remains is reported. */
const REMAINS: Record<Exclude<Replayed['outcome'], 'sent'>, string> = {
  away: 'the server did not take it; the rest stays for the next time',
  refused: 'the server refuses the rest, which is set aside',
  unreadable: 'it could not be read or sent, and stays',
};

async function sync(host: Host, shell: Shell): Promise<number> {
  const notices = createNotices((message) => shell.stderr.write(`${message}\n`));
  const folder = spoolFolder(host, shell.argv[2] ?? shell.env.LOSSBOARD_SPOOL, notices);
  if (folder === undefined) return 1;
  const replayed = await replayOrphans({ host, folder, notices, retry: DEFAULT_RETRY });
  for (const { run, url, records, outcome } of replayed) {
    const rest = outcome === 'sent' ? '' : `, ${url && `${url}: `}${REMAINS[outcome]}`;
    shell.stdout.write(`run ${run}: ${records} records sent${rest}\n`);
  }
  if (replayed.length === 0) shell.stdout.write(`nothing to send in ${folder}\n`);
  return replayed.every(({ outcome }) => outcome === 'sent') ? 0 : 1;
}

const host = await detectHost();
if (!host) throw new Error('lossboard-sync needs Node, Bun or Deno');
const shell = host.process as Shell;
// The waits between attempts do not hold a process: without this one, the program would end in the middle of one.
const hold = setInterval(() => {}, HOLD_MS);
try {
  shell.exitCode = await sync(host, shell);
} catch (error) {
  shell.stderr.write(`lossboard-sync: ${textOf(error)}\n`);
  shell.exitCode = 1;
} finally {
  clearInterval(hold);
}
