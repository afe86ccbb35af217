import { type RetryLimits, retryDelayMs } from './backoff.ts';
import type { Http, Outcome, Refusal } from './http.ts';
import type { Notices } from './notices.ts';
import type { Outbox, OutboxRecord } from './outbox.ts';
import { createPause } from './pause.ts';
import type { CreateRun } from './wire.ts';

const MAX_RETRY_AFTER_MS = 600_000;

export interface SenderOptions {
  http: Http;
  outbox: Outbox;
  create: CreateRun;
  notices: Notices;
  retry: RetryLimits;
  /** Failed attempts in a row after which to leave the rest in the outbox; without it, never. */
  maxAttempts?: number;
  newWriter: () => string;
  random?: () => number;
}

/**
 * Empties an outbox into the server: creates the run, then sends one record at a time, in order, each
 * until it is acknowledged. What the server has already is acknowledged again and changes nothing, so
 * every doubt is settled by sending once more.
 */
export function createSender(options: SenderOptions) {
  const { http, outbox, create, notices, retry, random = Math.random } = options;
  const pause = createPause();
  let attempt: number | undefined;
  let working = false;
  let work: Promise<void> = Promise.resolve();
  let halted = false;
  let failures = 0;
  let acked = 0;
  let lost = 0;
  /** Stands for the first record of the outbox when the server refused that one. */
  let substitute: OutboxRecord | undefined;

  async function sendAll(): Promise<void> {
    while (!halted && (attempt === undefined || outbox.waiting > 0)) {
      if (options.maxAttempts !== undefined && failures >= options.maxAttempts) break;
      await step();
    }
    working = false; // in the same turn as the last look at the outbox, so that no push goes unseen
  }

  async function step(): Promise<void> {
    if (attempt === undefined) {
      const outcome = await http.createRun(create);
      if (outcome.kind === 'ok') attempt = outcome.body.attempt;
      const refusal = await settle(outcome);
      if (refusal) halt(`the server refused to create the run: ${refusal.message}`);
      return;
    }
    const record = substitute ?? outbox.peek();
    if (!record) return void halt('a record of the spool could not be read back');
    const outcome = await sendRecord(record, attempt);
    if (outcome.kind === 'ok') done(record);
    const refusal = await settle(outcome);
    if (refusal) refused(record, refusal);
  }

  function sendRecord(record: OutboxRecord, at: number): Promise<Outcome<unknown>> {
    if (record.kind === 'patch') return http.patchRun(create.id, record.body);
    return http.ingest(create.id, { writer: outbox.writer, attempt: at, seq: record.seq }, record.body);
  }

  function done(record: OutboxRecord): void {
    if (record.kind === 'batch') acked += record.records;
    substitute = undefined;
    outbox.shift();
  }

  /** Waits if the same has to be tried again, and hands back a refusal. */
  async function settle(outcome: Outcome<unknown>): Promise<Refusal | undefined> {
    if (outcome.kind === 'retry') {
      await wait(outcome);
      return undefined;
    }
    if (failures > 0) notices.once('back', `the server answers again; ${outbox.waiting} batches are on their way`);
    failures = 0;
    notices.again('away');
    return outcome.kind === 'refused' ? outcome : undefined;
  }

  async function wait({ afterMs, why }: { afterMs: number; why: string }): Promise<void> {
    failures += 1;
    const kept = outbox.path ? `kept in ${outbox.path}` : 'kept in memory';
    notices.once(
      'away',
      `the server did not take data (${why}). Your script goes on; data is ${kept} and will be sent.`,
    );
    notices.again('back');
    if (failures === options.maxAttempts) return;
    await pause.wait(Math.max(Math.min(afterMs, MAX_RETRY_AFTER_MS), retryDelayMs(failures, retry, random)), afterMs);
  }

  function refused(record: OutboxRecord, { code, message, details }: Refusal): void {
    if (code === 'fenced') halt('another attempt of this run has taken over, so this one stops logging');
    else if ((code === 'conflict' || code === 'in_trash') && record.kind === 'batch') halt(message);
    else if (code === 'not_found') halt(`run ${create.id} is no longer on the server`);
    else if (code === 'seq_gap') renumber(Number(details.expected));
    else if (record.kind === 'patch') {
      notices.once('patch', `the server refused a change of the run: ${message}`);
      outbox.shift();
    } else if (substitute) halt(`the server refuses every batch: ${message}`);
    else replace(record, message);
  }

  function replace(record: Extract<OutboxRecord, { kind: 'batch' }>, message: string): void {
    lost += record.records;
    notices.once('refused', `the server refused a batch of ${record.records} records: ${message}`);
    substitute = { ...record, records: 0, body: apology(record.records, message) };
  }

  /** Batches that the server misses are gone, such as after it was restored from an older copy: the rest goes under a new name. */
  function renumber(expected: number): void {
    notices.once('gap', `the server misses batches from number ${expected} on; what is left is sent as a new writer`);
    try {
      outbox.renumber(options.newWriter());
    } catch (error) {
      halt(`the spool could not be renumbered: ${String(error)}`);
    }
  }

  function halt(why: string): void {
    halted = true;
    notices.once('halt', `${why.replace(/\.$/, '')}. Nothing more is sent to this run; your script goes on.`);
  }

  return {
    /** Starts sending if there is anything to send; settles when there is nothing left or no use in going on. */
    wake(): Promise<void> {
      if (!working) {
        working = true;
        work = sendAll();
      }
      return work;
    },
    /** Ends the present wait between attempts, unless the server asked for it. */
    hurry: () => pause.cut(),
    get halted() {
      return halted;
    },
    get acked() {
      return acked;
    },
    /** Records that the server refused. */
    get lost() {
      return lost;
    },
    get idle() {
      return halted || (attempt !== undefined && outbox.waiting === 0);
    },
  };
}

export type Sender = ReturnType<typeof createSender>;

/** A batch that says what is missing here, so that the hole is seen on the page too. */
function apology(records: number, message: string): string {
  const text = `${records} logged records are missing here: the server refused them (${message})`.slice(0, 4096);
  return JSON.stringify({ logs: [{ time: Date.now(), level: 'error', text }] });
}
