#!/usr/bin/env node
/** Sends what ended scripts left in the spool: `lossboard-sync [folder]`. Exits with 1 when something remains. */
import { DEFAULT_RETRY } from './backoff.ts';
import { detectHost, type HostProcess } from './host.ts';
import { createNotices } from './notices.ts';
import { replayOrphans } from './orphans.ts';
import { spoolFolder } from './spool-folder.ts';

const host = await detectHost();
if (!host) throw new Error('lossboard-sync needs Node, Bun or Deno');
const process = host.process as HostProcess & { argv: string[]; stdout: { write(text: string): void } };
const notices = createNotices();
const folder = spoolFolder(host, process.argv[2] ?? process.env.LOSSBOARD_SPOOL, notices);
const replayed = folder ? await replayOrphans({ host, folder, notices, retry: DEFAULT_RETRY }) : [];
for (const { run, records, complete } of replayed) {
  process.stdout.write(`run ${run}: ${records} records sent${complete ? '' : ', the rest stays'}\n`);
}
if (replayed.length === 0) process.stdout.write(`nothing to send in ${folder}\n`);
process.exitCode = replayed.every(({ complete }) => complete) ? 0 : 1;
