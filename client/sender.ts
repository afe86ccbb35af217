import { type RetryLimits, retryDelayMs } from './backoff.ts';
import type { Http, Outcome, Refusal } from './http.ts';
import type { Notices } from './notices.ts';
import type { Outbox, OutboxRecord } from './outbox.ts';
import { createPause } from './pause.ts';
import { withLine, withoutFault, withoutFields } from './repair.ts';
import { cut, textOf } from './text.ts';
import type { CreateRun } from './wire.ts';

const MAX_RETRY_AFTER_MS = 600_000;
/** A batch with more faults than this is given up as a whole: each costs a request. */
const MAX_REPAIRS = 100;
const MAX_LINE_LENGTH = 4096;

type BatchRecord = Extract<OutboxRecord, { kind: 'batch' }>;

/** A refused batch without its faults. */
interface Repair {
  rest: BatchRecord;
  /** The rest and a line about what is missing: made once, since a number may not be sent again with other content. */
  sent: BatchRecord;
  missing: number;
  times: number;
}

export interface SenderOptions {
  http: Http;
  outbox: Outbox;
  create: CreateRun;
  /** The attempt to log to; without it, that of the run when it is created. */
  attempt?: number | undefined;
  notices: Notices;
  retry: RetryLimits;
  /** Failed attempts in a row after which to leave the rest in the outbox; without it, never. */
  maxAttempts?: number;
  newWriter: () => string;
  random?: () => number;
  /** An answer of the server asks the run to stop. */
  onStop?: () => void;
}

/**
 * Empties an outbox into the server: creates the run, then sends one record at a time, in order, each
 * until it is acknowledged. What the server has already is acknowledged again and changes nothing, so
 * every doubt is settled by sending once more.
 */
export function createSender(options: SenderOptions) {
  const { http, outbox, notices, retry, random = Math.random } = options;
  let { create } = options;
  const pause = createPause();
  let attempt: number | undefined;
  let working = false;
  let work: Promise<void> = Promise.resolve();
  let halted = false;
  let failures = 0;
  let acked = 0;
  let lost = 0;
  /** Stands for the first record of the outbox when the server refused that one. */
  let repair: Repair | undefined;

  async function sendAll(): Promise<void> {
    try {
      while (!halted && (attempt === undefined || outbox.waiting > 0)) {
        if (options.maxAttempts !== undefined && failures >= options.maxAttempts) break;
        await (attempt === undefined ? createRun() : sendNext(attempt));
      }
    } catch (error) {
      halt(`what waits could not be read (${textOf(error)})`); // such as a disk that is gone
    }
    working = false; // in the same turn as the last look at the outbox, so that no push goes unseen
  }

  async function createRun(): Promise<void> {
    const outcome = await http.createRun(create);
    if (outcome.kind === 'ok') attempt = options.attempt ?? outcome.body.attempt;
    const refusal = await settle(outcome);
    if (refusal) creationRefused(refusal);
  }

  async function sendNext(at: number): Promise<void> {
    const record = repair?.sent ?? outbox.peek();
    if (!record) return void halt('a record of the spool could not be read back');
    const outcome = await sendRecord(record, at);
    if (outcome.kind === 'ok') done(record, outcome.body);
    const refusal = await settle(outcome);
    if (refusal) refused(record, refusal);
  }

  function creationRefused(refusal: Refusal): void {
    const reduced = withoutFields(create, refusal);
    if (!reduced) {
      halt(`the server refused to create the run: ${refusal.message}`);
      return;
    }
    const left = Object.keys(create).filter((field) => !(field in reduced));
    notices.once('create', `the run is created without ${left.join(', ')}: ${refusal.message}`);
    create = reduced;
  }

  function sendRecord(record: OutboxRecord, at: number): Promise<Outcome<{ stop: boolean }>> {
    if (record.kind === 'patch') return http.patchRun(create.id, record.body);
    return http.ingest(create.id, { writer: outbox.writer, attempt: at, seq: record.seq }, record.body);
  }

  function done(record: OutboxRecord, { stop }: { stop: boolean }): void {
    if (record.kind === 'batch') acked += record.records;
    repair = undefined;
    outbox.shift();
    if (stop) options.onStop?.();
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

  function refused(record: OutboxRecord, refusal: Refusal): void {
    const { code, message, details } = refusal;
    if (code === 'fenced') halt('another attempt of this run has taken over, so this one stops logging');
    else if ((code === 'conflict' || code === 'in_trash') && record.kind === 'batch') halt(message);
    else if (code === 'not_found') halt(`run ${create.id} is no longer on the server`);
    else if (code === 'seq_gap') renumber(Number(details.expected));
    else if (record.kind === 'patch') {
      notices.once('patch', `the server refused a change of the run: ${message}`);
      outbox.shift();
    } else replace(record, refusal);
  }

  /** Leaves out what is wrong with a batch; all of it when that is not known. */
  function replace(record: BatchRecord, refusal: Refusal): void {
    const { message } = refusal;
    const before = repair ?? { rest: record, missing: 0, times: 0 };
    if (before.rest.body === '{}') {
      halt(`the server refuses every batch: ${message}`);
      return;
    }
    const kept = before.times < MAX_REPAIRS ? withoutFault(before.rest.body, refusal) : undefined;
    const { body, removed } = kept ?? { body: '{}', removed: before.rest.records };
    const rest = { ...before.rest, records: before.rest.records - removed, body };
    const missing = before.missing + removed;
    lost += removed;
    repair = {
      rest,
      sent: { ...rest, body: withLine(body, apology(missing, message)) },
      missing,
      times: before.times + 1,
    };
    notices.once('refused', `the server refused ${removed} of ${before.rest.records} records: ${message}`);
  }

  /** Batches that the server misses are gone, such as after it was restored from an older copy: the rest goes under a new name. */
  function renumber(expected: number): void {
    notices.once('gap', `the server misses batches from number ${expected} on; what is left is sent as a new writer`);
    try {
      outbox.renumber(options.newWriter());
      if (repair) repair.sent = { ...repair.sent, seq: 1 }; // it stands for the first one
    } catch (error) {
      halt(`the spool could not be renumbered: ${textOf(error)}`);
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

/** Says what is missing, so that the gap is seen on the page too. */
function apology(records: number, message: string): string {
  return cut(`${records} logged records are missing here: the server refused them (${message})`, MAX_LINE_LENGTH);
}
