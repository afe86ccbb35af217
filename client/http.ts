import type { CreateRun } from './wire.ts';

/** What became of a request, by what the sender has to do about it. */
export type Outcome<T> =
  /** Stored: the answer acknowledges this very request. */
  | { kind: 'ok'; body: T }
  /** Try the same again, no sooner than `afterMs`. */
  | { kind: 'retry'; afterMs: number; why: string; status?: number }
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
/** Statuses below 500 that do not judge the request itself. */
const TRY_AGAIN = [408, 421, 425, 429];
/** Judges the address that was asked, not the request: a tunnel or a proxy may be mended while the script runs. */
const WRONG_ADDRESS = 'forbidden_host';
/** The one refusal that also something between here and the server may answer for good. */
const TOO_LARGE = 413;

/** The body of a successful answer if it acknowledges the request, else undefined. */
type Acknowledged<T> = (body: Record<string, unknown>, status: number) => T | undefined;

/** A trial as it is handed out. */
interface GivenTrial {
  number: number;
  run: string;
  values: Record<string, unknown>;
}

/** The requests of the protocol, answered as outcomes: nothing here throws. */
export function createHttp(url: string, fetch: typeof globalThis.fetch = globalThis.fetch) {
  async function send<T>(
    method: string,
    path: string,
    body: string,
    acknowledged: Acknowledged<T>,
  ): Promise<Outcome<T>> {
    try {
      const response = await fetch(`${url}/api/v1${path}`, {
        method,
        body,
        headers: { 'content-type': 'application/json' },
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      return toOutcome(response, await response.text(), acknowledged);
    } catch (error) {
      return { kind: 'retry', afterMs: 0, why: reasonOf(error) };
    }
  }

  return {
    createRun: (create: CreateRun) =>
      send('POST', '/runs', JSON.stringify(create), ({ attempt }) =>
        Number.isSafeInteger(attempt) && (attempt as number) > 0 ? { attempt: attempt as number } : undefined,
      ),
    /** `body` is the JSON of a batch without its envelope. */
    ingest(run: string, { writer, attempt, seq }: Envelope, body: string) {
      const envelope = JSON.stringify({ writer, attempt, seq });
      const batch = body === '{}' ? envelope : `${envelope.slice(0, -1)},${body.slice(1)}`;
      return send('POST', `/runs/${run}/ingest`, batch, ({ acked, stop }) =>
        acked === seq ? { stop: stop === true } : undefined,
      );
    },
    /** The next trial of a study; null when there are no more. */
    askTrial: (study: string) =>
      send('POST', `/studies/${encodeURIComponent(study)}/trials`, '{}', (body, status) => {
        if (status === 204) return { trial: null };
        return typeof body.run === 'string' ? { trial: body as unknown as GivenTrial } : undefined;
      }),
    reportTrial: (study: string, number: number, body: string) =>
      send('POST', `/studies/${encodeURIComponent(study)}/trials/${number}`, body, (answer) =>
        answer.number === number ? {} : undefined,
      ),
    patchRun: (run: string, body: string) =>
      send('PATCH', `/runs/${run}`, body, ({ id }) => (id === run ? { stop: false } : undefined)),
  };
}

export type Http = ReturnType<typeof createHttp>;

function toOutcome<T>(response: Response, text: string, acknowledged: Acknowledged<T>): Outcome<T> {
  const { status } = response;
  const body = jsonObject(text);
  if (response.ok) {
    const accepted = acknowledged(body, status);
    if (accepted !== undefined) return { kind: 'ok', body: accepted };
    return {
      kind: 'retry',
      afterMs: 0,
      why: `${status} without an acknowledgement: is this the address of Lossboard?`,
    };
  }
  const { code, message, details } = errorOf(body);
  const why = `${status}${message ? ` (${message})` : ''}`;
  const isJudged = (code !== undefined && code !== WRONG_ADDRESS) || status === TOO_LARGE;
  if (!isJudged || status >= 500 || TRY_AGAIN.includes(status)) {
    return { kind: 'retry', afterMs: retryAfterMs(response.headers.get('retry-after')), why, status };
  }
  return { kind: 'refused', code: code ?? 'too_large', message: message ?? why, details: details ?? {} };
}

interface ErrorFields {
  code?: string;
  message?: string;
  details?: Record<string, unknown>;
}

/** The fields of an error of the server; none where a proxy or another server answered with an error of its own. */
function errorOf({ error }: Record<string, unknown>): ErrorFields {
  if (typeof error !== 'object' || error === null) return {};
  const { code, message, details } = error as Record<string, unknown>;
  return {
    ...(typeof code === 'string' && { code }),
    ...(typeof message === 'string' && { message }),
    ...(typeof details === 'object' && details !== null && { details: details as Record<string, unknown> }),
  };
}

function jsonObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {}; // a page of a proxy, or an answer that was cut off
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
