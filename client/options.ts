import { DEFAULT_RETRY, type RetryLimits } from './backoff.ts';
import { acceptable, acceptableId } from './create.ts';
import { plain } from './plain.ts';
import { textOf } from './text.ts';
import type { CreateRun } from './wire.ts';

/** What `init` takes; everything has a default. */
export interface InitOptions {
  /** Where the server is. Default: LOSSBOARD_URL, else http://127.0.0.1:4680. */
  url?: string;
  /** Default: LOSSBOARD_PROJECT, else the server's own. */
  project?: string;
  name?: string;
  /** Default: LOSSBOARD_RUN_ID, the run of the job that the script is in, else a new one. Give one to log to the same run again from another process. */
  id?: string;
  group?: string;
  jobType?: string;
  tags?: string[];
  notes?: string;
  config?: Record<string, unknown>;
  seed?: number;
  createdBy?: string;
  /** For the progress bar. */
  totalSteps?: number;
  /** Silence after which the server calls the run crashed. Default 120. */
  heartbeatSeconds?: number;
  /** Longest time a point waits for others before it is sent, in ms. Default 250. */
  batchMs?: number;
  /** Folder of the spool files in Node; false keeps everything in memory. Default: LOSSBOARD_SPOOL, else ~/.lossboard/spool. */
  spool?: string | false;
  /** Limit of a run's spool file. Default 1 GiB. */
  maxSpoolBytes?: number;
  /** Limit of what waits in memory when there is no spool. Default 16 MiB. */
  maxMemoryBytes?: number;
  /** Ceilings of the waits between attempts. Default 500 ms to 60 s. */
  retry?: RetryLimits;
  /** Called once when somebody asks the run to stop, on the page or by the API. */
  onStop?: () => void;
  /** Hears what goes wrong, each kind once. Default: console.warn. */
  onWarning?: (message: string) => void;
  /** Default: the runtime's own. */
  fetch?: typeof globalThis.fetch;
}

export interface Settings {
  url: string;
  /** The attempt of the job that the script is in; undefined outside of one. */
  attempt: number | undefined;
  create: CreateRun;
  batchMs: number;
  heartbeatMs: number;
  spool: string | false | undefined;
  maxSpoolBytes: number;
  maxMemoryBytes: number;
  retry: RetryLimits;
}

const DEFAULT_URL = 'http://127.0.0.1:4680';
const HEARTBEAT_MS = 20_000;

const FIELDS = [
  ...['url', 'project', 'name', 'id', 'group', 'jobType', 'tags', 'notes', 'config', 'seed', 'createdBy', 'totalSteps'],
  ...['heartbeatSeconds', 'batchMs', 'spool', 'maxSpoolBytes', 'maxMemoryBytes', 'onStop', 'onWarning', 'fetch'],
];

/** What was passed to `init`, read field by field: none of them may cost the run, whatever it is. */
export function readOptions(options: unknown, say: Say): InitOptions {
  const read = (from: unknown, fields: readonly string[]): Record<string, unknown> => {
    const found: Record<string, unknown> = {};
    for (const field of fields) {
      try {
        found[field] = (from as Record<string, unknown> | null | undefined)?.[field];
      } catch (error) {
        say(field, `the option ${field} could not be read: ${textOf(error)}`);
      }
    }
    return found;
  };
  const { retry } = read(options, ['retry']);
  return { ...read(options, FIELDS), retry: read(retry, ['minMs', 'maxMs']) as unknown as RetryLimits };
}

/** Options, environment and defaults as one; `newId` names the run when nobody did. */
export function resolveSettings(
  options: InitOptions,
  env: Record<string, string | undefined>,
  newId: () => string,
  say: Say,
): Settings {
  const { config, maxSpoolBytes, maxMemoryBytes, batchMs, retry, spool, url } = options;
  const project = options.project ?? env.LOSSBOARD_PROJECT;
  const settings = plain(config);
  if (config != null && !settings) say('config', `config is left out: expected an object, not ${textOf(config)}`);
  const id = acceptableId(options.id ?? jobOf(env)?.id, newId, say);
  const create = acceptable({ ...options, project, id, config: settings }, say);
  return {
    url: textOf(url ?? env.LOSSBOARD_URL ?? DEFAULT_URL).replace(/\/+$/, ''),
    create,
    attempt: jobOf(env)?.id === id ? jobOf(env)?.attempt : undefined,
    batchMs: positive(batchMs, 250),
    heartbeatMs: Math.min(HEARTBEAT_MS, ((create.heartbeatSeconds ?? 120) * 1000) / 3),
    spool: spool === false ? false : text(spool ?? env.LOSSBOARD_SPOOL),
    maxSpoolBytes: positive(maxSpoolBytes, 1024 ** 3),
    maxMemoryBytes: positive(maxMemoryBytes, 16 * 1024 ** 2),
    retry: {
      minMs: positive(retry?.minMs, DEFAULT_RETRY.minMs),
      maxMs: positive(retry?.maxMs, DEFAULT_RETRY.maxMs),
    },
  };
}

/** The run that a server has this process for, and its attempt, which fences it off once another has begun. */
function jobOf({ LOSSBOARD_RUN_ID: id, LOSSBOARD_ATTEMPT: attempt }: Record<string, string | undefined>) {
  return id && /^[1-9]\d*$/.test(attempt ?? '') ? { id, attempt: Number(attempt) } : undefined;
}

type Say = (field: string, message: string) => void;

function positive(value: unknown, otherwise: number): number {
  return typeof value === 'number' && value >= 0 ? value : otherwise;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
