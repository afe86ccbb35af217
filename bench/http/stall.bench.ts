import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { BATCH_MEDIA_TYPE } from '../../shared/batch-codec.ts';
import { lower, pairTable } from '../pairs.ts';
import type { Benchmark, Table } from '../table.ts';
import { asBinary, asJson, type BatchShape, batchOf } from './batches.ts';
import { startProbe } from './probe.ts';
import { type BenchServer, startRowServer, startServerWithTurns } from './server.ts';

const ROUNDS = 3;
const QUIET_MS = 1000;
/** After a batch is answered, what it left to be done in the background. */
const AFTER_MS = 500;
const BRACKETS = 60_000_000;
const OTHER = 'JSON.parse and a transaction, a row a point';

interface Work {
  name: string;
  /** What is done before, unmeasured; returns what is measured. */
  prepare(server: BenchServer, run: string): Promise<() => Promise<unknown>>;
}

const inJson = (shape: BatchShape): Work => ({
  name: `JSON, ${shape.series} × ${shape.points} points`,
  async prepare(server, run) {
    const body = asJson(batchOf('w', 1, shape));
    return () => server.post(`/runs/${run}/ingest`, body);
  },
});

const inBinary = (shape: BatchShape): Work => ({
  name: `binary, ${shape.series} × ${shape.points} points`,
  async prepare(server, run) {
    const body = asBinary(batchOf('w', 1, shape));
    return () => server.post(`/runs/${run}/ingest`, body, BATCH_MEDIA_TYPE);
  },
});

const brackets: Work = {
  name: `${BRACKETS / 1e6} M brackets, gzipped`,
  async prepare(server, run) {
    const body = gzipSync(Buffer.alloc(BRACKETS, '['));
    const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' };
    return () => fetch(`${server.address}/api/v1/runs/${run}/ingest`, { method: 'POST', headers, body });
  },
};

const listOf = (runs: number): Work => ({
  name: `GET /runs in a file of ${runs}`,
  async prepare(server) {
    const made = Array.from({ length: runs }, (_, index) => ({ id: `listed-${index}`, name: `run ${index}` }));
    for (const run of made) await server.post('/runs', JSON.stringify(run));
    return () => server.get('/runs?limit=200');
  },
});

/** Logs `series` of one point each. */
async function fillSeries(server: BenchServer, run: string, series: number): Promise<void> {
  const each = 10_000;
  for (let from = 0; from < series; from += each) {
    const batch = batchOf('w', from / each + 1, { series: each, points: 1 });
    const named = Object.entries(batch.series ?? {}).map(([key, columns]) => [`${from} ${key}`, columns]);
    await server.post(`/runs/${run}/ingest`, JSON.stringify({ ...batch, series: Object.fromEntries(named) }));
  }
}

const namesOf = (series: number): Work => ({
  name: `the names and sums of ${series} series`,
  async prepare(server, run) {
    await fillSeries(server, run, series);
    await server.untilIdle();
    return () => server.get(`/runs/${run}/series`);
  },
});

const exportOf = (batches: number): Work => ({
  name: `an export of ${batches} M points`,
  async prepare(server, run) {
    for (let seq = 1; seq <= batches; seq++) {
      const body = asBinary(batchOf('w', seq, { series: 10, points: 100_000 }));
      await server.post(`/runs/${run}/ingest`, body, BATCH_MEDIA_TYPE);
    }
    await server.untilIdle();
    return () => server.get(`/runs/${run}/export?of=points&format=csv`);
  },
});

/** Against the same done in one piece. */
const COMPARED = [inJson({ series: 1, points: 1_000_000 }), inJson({ series: 1000, points: 1000 })];
const ALONE = [
  inBinary({ series: 1, points: 1_000_000 }),
  inJson({ series: 10_000, points: 1 }),
  inJson({ series: 10_000, points: 100 }),
  brackets,
  listOf(2000),
  namesOf(50_000),
  exportOf(2),
];

const benchmark: Benchmark = {
  what: 'how long others wait at most (GET /health, every 5 ms) while somebody sends or asks for as much as one request may hold',
  async run() {
    const folder = mkdtempSync(join(tmpdir(), 'lossboard-turns-'));
    const turns = join(folder, 'turns');
    writeFileSync(turns, '');
    const ours = await startServerWithTurns(turns);
    const other = await startRowServer(4);
    const pairs = [];
    const alone: Table['rows'] = [['nothing', await quiet(ours), '']];
    for (const work of COMPARED) {
      const { wait, turn } = await worstOf(ours, work, ROUNDS, turns);
      pairs.push(lower(work.name, 'ms', wait, OTHER, (await worstOf(other, work, 1)).wait));
      alone.push([work.name, Math.round(wait), turn]);
    }
    for (const work of ALONE) {
      const { wait, turn } = await worstOf(ours, work, ROUNDS, turns);
      alone.push([work.name, Math.round(wait), turn]);
    }
    await ours.close();
    await other.close();
    rmSync(folder, { recursive: true });
    const notes = [`the longest of ${ROUNDS} rounds; sender and reader share the machine with the server`];
    const columns = ['meanwhile', 'wait', 'processor time of the longest turn'];
    return [
      pairTable('The longest wait of others', pairs, notes),
      { title: 'The longest wait of others, ms', columns, rows: alone, notes },
    ];
  },
};
export default benchmark;

async function quiet(server: BenchServer): Promise<number> {
  const probe = startProbe(server.address);
  await probe.worstDuring(() => sleep(QUIET_MS)); // connects
  const worst = await probe.worstDuring(() => sleep(QUIET_MS));
  await probe.close();
  return Math.round(worst);
}

/** The longest that others waited, and the processor time that the main thread took for one turn at most, both in ms. */
async function worstOf(server: BenchServer, { name, prepare }: Work, rounds: number, turnsFile?: string) {
  let [wait, turn] = [0, 0];
  for (let round = 0; round < rounds; round++) {
    const run = `${name.replaceAll(/\W+/g, '-').slice(0, 50)}-${round}`;
    await server.post('/runs', JSON.stringify({ id: run }));
    const work = await prepare(server, run);
    const probe = startProbe(server.address); // not before: a server that is asked all the time is never idle
    await sleep(AFTER_MS);
    const start = Date.now();
    const waited = await probe.worstDuring(async () => {
      await work();
      await sleep(AFTER_MS);
    });
    await probe.close();
    wait = Math.max(wait, waited);
    if (turnsFile) turn = Math.max(turn, longestTurn(turnsFile, start));
  }
  return { wait, turn: Math.round(turn) };
}

function longestTurn(file: string, since: number): number {
  const turns = readFileSync(file, 'utf8').split('\n').slice(0, -1);
  const taken = turns.map((line) => line.split(' ').map(Number)).filter(([at = 0]) => at >= since);
  return Math.max(0, ...taken.map(([, ms = 0]) => ms));
}
