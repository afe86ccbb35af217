import { setTimeout as sleep } from 'node:timers/promises';

const SERIES = 5;
/** Of each series in a batch. */
const POINTS = 400;
/** Of a batch that is so large that it is stored in parts. */
const MANY_POINTS = 12_000;
const RETRY_MS = 20;

/** Points in all batches of a script that were acknowledged. */
export const acknowledged = ({ acked, points }: Writer) => SERIES * acked * points;

/** A script that logs to a run of its own, and says a batch again until it is acknowledged. */
export interface Writer {
  run: string;
  /** Of each series in a batch of this script. */
  points: number;
  /** Batches that were acknowledged. */
  acked: number;
  /** Batches whose answer was lost although they had been stored. */
  duplicates: number;
  /** Writes until told to stop, and then until the last batch is acknowledged. */
  write(address: () => string, isOver: () => boolean): Promise<void>;
}

export function createWriter(run: string, { isLarge = false } = {}): Writer {
  const points = isLarge ? MANY_POINTS : POINTS;
  const writer: Writer = {
    run,
    points,
    acked: 0,
    duplicates: 0,
    async write(address, isOver) {
      while (!isOver()) {
        const seq = writer.acked + 1;
        const ack = await sendUntilAcknowledged(address, writer, seq);
        if (ack.acked !== seq) throw new Error(`${run}: expected an acknowledgement of ${seq}, not of ${ack.acked}`);
        if (ack.duplicate) writer.duplicates++;
        writer.acked = seq;
      }
    },
  };
  return writer;
}

async function sendUntilAcknowledged(address: () => string, { run, points }: Writer, seq: number) {
  const body = JSON.stringify(batchOf(seq, points));
  for (;;) {
    const answer = await fetch(`${address()}/api/v1/runs/${run}/ingest`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    })
      .then(async (response) => ({ status: response.status, text: await response.text() }))
      .catch(() => undefined); // the server was killed: the batch may be stored or not
    if (answer?.status === 200) return JSON.parse(answer.text) as { acked: number; duplicate: boolean };
    if (answer && ![429, 503].includes(answer.status)) throw new Error(`${run}, seq ${seq}: ${answer.text}`);
    await sleep(RETRY_MS);
  }
}

function batchOf(seq: number, points: number) {
  const steps = Array.from({ length: points }, (_, index) => (seq - 1) * points + index);
  const series = Array.from({ length: SERIES }, (_, key) => [
    keyOf(key),
    { step: steps, time: steps.map((step) => step * 10), value: steps.map((step) => valueAt(key, step)) },
  ]);
  return {
    writer: 'fault',
    attempt: 1,
    seq,
    series: Object.fromEntries(series),
    logs: [{ time: seq, level: 'info', text: `batch ${seq}` }],
  };
}

export const keyOf = (key: number) => `series/${key}`;
export const valueAt = (key: number, step: number) =>
  step % 97 === 0 ? ('NaN' as const) : Math.sin(step * (key + 1)) * 10 ** key;

const WINDOW = 10_000;

/** Compares all that the server tells of a writer's run with what was acknowledged. */
export async function verify(address: string, { run, acked, points }: Writer) {
  const said = acked * points;
  const found = { stored: 0, lost: 0, wrong: 0 };
  for (let key = 0; key < SERIES; key++) {
    const seen = new Set<number>();
    for (let low = 0; low <= said; low += WINDOW) {
      const query = { runs: [run], keys: [keyOf(key)], window: [low, low + WINDOW - 1], pixels: WINDOW };
      const { series } = await ask(address, '/query/series', query);
      const { step = [], last = [] } = series[0]?.buckets ?? {};
      for (const [index, each] of step.entries()) {
        seen.add(each);
        if (each >= said || last[index] !== valueAt(key, each)) found.wrong++;
      }
    }
    found.stored += seen.size;
    found.lost += Math.max(0, said - seen.size);
  }
  const { total, lines } = await ask(address, `/runs/${run}/logs?limit=1&tail=true`);
  const duplicated = total - acked;
  if (acked > 0 && lines[0].text !== `batch ${acked}`) found.wrong++;
  return { ...found, duplicated };
}

export async function ask(address: string, path: string, body?: unknown) {
  const answer = await fetch(`${address}/api/v1${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    ...(body !== undefined && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${text}`);
  return JSON.parse(text);
}
