import type { Host } from './host.ts';
import type { Notices } from './notices.ts';
import { textOf } from './text.ts';

/** The folder for spools, by default in the user's home, made if need be; undefined when there is none to be had. */
export function spoolFolder(host: Host, chosen: string | undefined, notices: Notices): string | undefined {
  const folder = chosen ?? host.join(host.home, '.lossboard', 'spool');
  try {
    host.files.mkdirSync(folder, { recursive: true, mode: 0o700 });
    return folder;
  } catch (error) {
    notices.once('spool', `no spool in ${folder} (${textOf(error)}); what waits is kept in memory only`);
    return undefined;
  }
}
