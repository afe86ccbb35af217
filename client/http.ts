import type { CreateRun } from './wire.ts';

/** What became of a request, by what the sender has to do about it. */
export type Outcome<T> =
  | { kind: 'ok'; body: T }
  /** Try the same again, no sooner than `afterMs`. */
  | { kind: 'retry'; afterMs: number; why: string }
  | Refusal;

/** The same request would be refused again. */
export interface Refusal {
  kind: 'refused';
  code: string;
  message: string;
  details: Record<string, unknown>;
}

export interface Envelope {
  writer: string;
  attempt: number;
  seq: number;
}

const TIMEOUT_MS = 30_000;
/** Statuses below 500 that say nothing about the request itself. */
const TRY_AGAIN = [408, 421, 425, 429];

/** The four requests of the protocol, answered as outcomes: nothing here throws. */
export function createHttp(url: string, fetch: typeof globalThis.fetch = globalThis.fetch) {
  async function send<T>(method: string, path: string, body: string): Promise<Outcome<T>> {
    try {
      const response = await fetch(`${url}/api/v1${path}`, {
        method,
        body,
        headers: { 'content-type': 'application/json' },
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      return await toOutcome<T>(response);
    } catch (error) {
      return { kind: 'retry', afterMs: 0, why: reasonOf(error) };
    }
  }

  return {
    createRun: (create: CreateRun) => send<{ attempt: number }>('POST', '/runs', JSON.stringify(create)),
    /** `body` is the JSON of a batch without its envelope. */
    ingest(run: string, { writer, attempt, seq }: Envelope, body: string) {
      const envelope = JSON.stringify({ writer, attempt, seq });
      const batch = body === '{}' ? envelope : `${envelope.slice(0, -1)},${body.slice(1)}`;
      return send<{ acked: number; duplicate: boolean }>('POST', `/runs/${run}/ingest`, batch);
    },
    patchRun: (run: string, body: string) => send<unknown>('PATCH', `/runs/${run}`, body),
  };
}

export type Http = ReturnType<typeof createHttp>;

async function toOutcome<T>(response: Response): Promise<Outcome<T>> {
  const text = await response.text();
  if (response.ok) return { kind: 'ok', body: JSON.parse(text || '{}') as T };
  const { code, message, details } = errorOf(text);
  const why = `${response.status}${message ? ` (${message})` : ''}`;
  if (response.status >= 500 || TRY_AGAIN.includes(response.status)) {
    return { kind: 'retry', afterMs: retryAfterMs(response.headers.get('retry-after')), why };
  }
  return { kind: 'refused', code: code ?? String(response.status), message: message ?? why, details: details ?? {} };
}

interface ErrorFields {
  code?: string;
  message?: string;
  details?: Record<string, unknown>;
}

function errorOf(text: string): ErrorFields {
  try {
    return (JSON.parse(text) as { error?: ErrorFields }).error ?? {};
  } catch {
    return {}; // a proxy's own page, not an answer of the server
  }
}

/** The wait that a Retry-After header asks for, in seconds or as a date; 0 without one. */
function retryAfterMs(header: string | null): number {
  if (!header) return 0;
  const seconds = Number(header);
  const ms = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - Date.now();
  return Number.isFinite(ms) ? Math.max(0, ms) : 0;
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause as { code?: string; message?: string } | undefined;
  return cause?.code ?? (cause?.message || error.message);
}
