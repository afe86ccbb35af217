import { DEFAULT_RETRY, type RetryLimits } from './backoff.ts';
import { acceptable } from './create.ts';
import type { CreateRun } from './wire.ts';

/** What `init` takes; everything has a default. */
export interface InitOptions {
  /** Where the server is. Default: LOSSBOARD_URL, else http://127.0.0.1:4680. */
  url?: string;
  /** Default: LOSSBOARD_PROJECT, else the server's own. */
  project?: string;
  name?: string;
  /** Default: a new one. Give one to log to the same run again from another process. */
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
  /** Hears what goes wrong, each kind once. Default: console.warn. */
  onWarning?: (message: string) => void;
  /** Default: the runtime's own. */
  fetch?: typeof globalThis.fetch;
}

export interface Settings {
  url: string;
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
/** Deeper than any settings go, and not so deep that the server refuses them. */
const MAX_LEVELS = 64;

/** Options, environment and defaults as one; `newId` names the run when nobody did. */
export function resolveSettings(
  options: InitOptions,
  env: Record<string, string | undefined>,
  newId: () => string,
  say: (field: string, message: string) => void,
): Settings {
  const project = options.project ?? env.LOSSBOARD_PROJECT;
  const { name, group, jobType, tags, notes, config, seed, createdBy, totalSteps } = options;
  const id = options.id ?? newId();
  const { heartbeatSeconds = 120 } = options;
  const asked = { project, name, group, jobType, tags, notes, config: plain(config), seed, createdBy, totalSteps };
  const create = acceptable({ id, heartbeatSeconds, ...given(asked) }, say);
  return {
    url: String(options.url ?? env.LOSSBOARD_URL ?? DEFAULT_URL).replace(/\/+$/, ''),
    create,
    batchMs: options.batchMs ?? 250,
    heartbeatMs: Math.min(HEARTBEAT_MS, ((create.heartbeatSeconds ?? 120) * 1000) / 3),
    spool: options.spool ?? env.LOSSBOARD_SPOOL,
    maxSpoolBytes: options.maxSpoolBytes ?? 1024 ** 3,
    maxMemoryBytes: options.maxMemoryBytes ?? 16 * 1024 ** 2,
    retry: options.retry ?? DEFAULT_RETRY,
  };
}

/** Any settings as JSON can carry them: what it cannot becomes text, never a hole or an error. */
export function plain(config: Record<string, unknown> | undefined): Record<string, unknown> | undefined {
  if (config === undefined) return undefined;
  const seen: unknown[] = [];
  return JSON.parse(
    JSON.stringify(config, function (this: unknown, _key, value: unknown) {
      while (seen.length > 0 && seen.at(-1) !== this) seen.pop();
      if (typeof value === 'object' && value !== null) {
        if (seen.includes(value)) return '[circular]';
        if (seen.length === MAX_LEVELS) return '[too deep]';
        seen.push(value);
      }
      return isText(value) ? String(value) : value;
    }),
  ) as Record<string, unknown>;
}

function isText(value: unknown): boolean {
  return (
    (typeof value === 'number' && !Number.isFinite(value)) || ['bigint', 'function', 'symbol'].includes(typeof value)
  );
}

function given<T extends object>(fields: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;
}
