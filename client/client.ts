import { detectHost, type Host } from './host.ts';
import { createHttp } from './http.ts';
import { PROCESS_START, randomId } from './ids.ts';
import { createNotices, type Notices } from './notices.ts';
import { type InitOptions, readOptions, resolveSettings, type Settings } from './options.ts';
import { type OrphanOptions, replayOrphans } from './orphans.ts';
import { createMemoryOutbox, type Outbox } from './outbox.ts';
import { createRun, type Run } from './run.ts';
import { createSender } from './sender.ts';
import { createSpool } from './spool.ts';
import { spoolFolder } from './spool-folder.ts';
import { createStopRequest } from './stop-request.ts';
import { textOf } from './text.ts';
import type { CreateRun, PatchRun } from './wire.ts';

// The types of the package: its one entry is this file.
export type { RetryLimits } from './backoff.ts';
export type { BinnedHistogram } from './histogram.ts';
export type { InitOptions } from './options.ts';
export type { At, Metrics } from './recorder.ts';
export type { Deadline, Delivery, Run } from './run.ts';
export type { Description, EventKind, LogLevel } from './wire.ts';

/**
 * Starts a run and returns it at once, whether or not the server answers. Never throws: what goes
 * wrong is said on the console, once, and the script goes on.
 */
export async function init(asked: InitOptions = {}): Promise<Run> {
  const warnings: [topic: string, message: string][] = [];
  const options = readOptions(asked, (topic, message) => warnings.push([topic, message]));
  const { onWarning, onStop, fetch } = options;
  const notices = createNotices(typeof onWarning === 'function' ? onWarning : undefined);
  for (const [topic, message] of warnings) notices.once(topic, message);
  const host = await detectHost();
  const settings = resolveSettings(options, host?.process.env ?? {}, () => randomId(12), notices.once);
  const folder = host && settings.spool !== false ? spoolFolder(host, settings.spool, notices) : undefined;
  const outbox = openOutbox(settings, notices, host, folder);
  const stop = createStopRequest(notices, onStop);
  const sender = createSender({
    http: createHttp(settings.url, fetch),
    outbox,
    create: settings.create,
    attempt: settings.attempt,
    notices,
    retry: settings.retry,
    newWriter: () => randomId(20),
    onStop: stop.raise,
  });
  if (options.id != null) outbox.pushPatch(JSON.stringify({ state: 'running' })); // it may have ended before
  const said = settings.attempt === undefined ? {} : saidOf(settings.create);
  if (Object.keys(said).length > 0) outbox.pushPatch(JSON.stringify(said));
  const run = createRun({ settings, notices, outbox, sender, host, stop });
  if (host && folder) void sendOrphans({ host, folder, notices, retry: settings.retry, ...(fetch && { fetch }) });
  return run;
}

/** What a script says of the run of its job, which is there already. */
function saidOf({ name, group, tags, notes, config }: CreateRun): PatchRun {
  return Object.fromEntries(
    Object.entries({ name, group, tags, notes, config }).filter(([, value]) => value !== undefined),
  );
}

/** In the background, where nobody waits and no failure may end the script. */
async function sendOrphans(options: OrphanOptions): Promise<void> {
  try {
    await replayOrphans(options);
  } catch (error) {
    options.notices.once('orphans', `what earlier processes left in ${options.folder} was not sent: ${textOf(error)}`);
  }
}

function openOutbox(settings: Settings, notices: Notices, host: Host | undefined, folder: string | undefined): Outbox {
  const writer = randomId(20);
  const { url, create, maxSpoolBytes: maxBytes } = settings;
  if (host && folder) {
    const path = host.join(folder, `${create.id}.${writer}.spool`);
    const owner = { host: host.hostname, pid: host.process.pid, process: PROCESS_START };
    try {
      return createSpool(
        { files: host.files, path, maxBytes, checksum: host.checksum },
        { url, writer, create, owner },
      );
    } catch (error) {
      notices.once('spool', `no spool at ${path} (${textOf(error)}); what waits is kept in memory only`);
    }
  }
  return createMemoryOutbox(writer, settings.maxMemoryBytes);
}
