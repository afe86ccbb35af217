import { setTimeout as sleep } from 'node:timers/promises';
import { lower, pairTable, percentile } from '../pairs.ts';
import { type Benchmark, median } from '../table.ts';
import { asJson, batchOf } from './batches.ts';
import { type BenchServer, startServerProcess } from './server.ts';
import { startViewers } from './viewers.ts';

const RUNS = 10_000;
const VIEWERS = 1000;
const CONNECTIONS = 32;
const SHAPE = { series: 10, points: 10 };
const ROUNDS = 4;
const PHASE_MS = 4000;
/** Between a change of what is watched and the next phase. */
const SETTLE_MS = 1000;
const LIST_EVERY_MS = 100;

interface Phase {
  latencies: number[];
  perSecond: number;
}

const benchmark: Benchmark = {
  what: `small posts of ${CONNECTIONS} connections to a server with ${RUNS} runs, alone and while ${VIEWERS} viewers watch the table of runs and it is listed ${1000 / LIST_EVERY_MS} times a second`,
  async run() {
    const server = await startServerProcess(CONNECTIONS + 4);
    await fill(server);
    const viewers = await startViewers(server.address, VIEWERS);
    const writers = createWriters(server);
    const quiet: Phase[] = [];
    const loaded: Phase[] = [];
    const lists: number[] = [];
    let messages = 0;
    for (let round = 0; round <= ROUNDS; round++) {
      const before = await viewers.rest();
      await sleep(SETTLE_MS);
      const alone = await writers.play();
      await viewers.watch();
      await sleep(SETTLE_MS);
      const ended = new AbortController();
      const listing = listRuns(server, ended.signal);
      const together = await writers.play();
      ended.abort();
      const listed = await listing;
      const after = await viewers.rest();
      if (round === 0) continue; // warms up
      quiet.push(alone);
      loaded.push(together);
      lists.push(...listed);
      messages += after.messages - before.messages;
    }
    viewers.close();
    await server.close();

    const [own, other] = [loaded, quiet].map(summaryOf) as [Summary, Summary];
    const otherName = 'nobody watches or lists';
    return [
      pairTable(
        'Small posts under pressure',
        [
          lower('answered, p50', 'ms', own.p50, otherName, other.p50),
          lower('answered, p99', 'ms', own.p99, otherName, other.p99),
        ],
        [
          `aimed at: a p99 of twice the quiet one at most, a ratio of 0.5; here ${(own.p99 / other.p99).toFixed(2)} times`,
          `${own.perSecond.toFixed(0)} requests/s against ${other.perSecond.toFixed(0)}; the list of runs in ${percentile(lists, 0.5).toFixed(0)} ms, p99 ${percentile(lists, 0.99).toFixed(0)} ms`,
          `viewers received ${(messages / VIEWERS / ROUNDS / ((PHASE_MS + SETTLE_MS) / 1000)).toFixed(1)} messages a second each; they and the sender share the machine`,
        ],
      ),
    ];
  },
};
export default benchmark;

type Summary = { p50: number; p99: number; perSecond: number };

/** The median of the rounds, so that one in which the machine did something else does not decide. */
const summaryOf = (phases: readonly Phase[]): Summary => ({
  p50: median(phases.map(({ latencies }) => percentile(latencies, 0.5))),
  p99: median(phases.map(({ latencies }) => percentile(latencies, 0.99))),
  perSecond: median(phases.map(({ perSecond }) => perSecond)),
});

async function fill(server: BenchServer): Promise<void> {
  const ids = Array.from({ length: RUNS }, (_, index) => `run-${index}`);
  const create = async () => {
    for (let id = ids.pop(); id !== undefined; id = ids.pop()) await server.post('/runs', JSON.stringify({ id }));
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, create));
}

/** Each connection writes to a run of its own, one request after the other. */
function createWriters(server: BenchServer) {
  const seqs = Array<number>(CONNECTIONS).fill(0);

  async function write(index: number, until: number, latencies: number[]): Promise<void> {
    while (performance.now() < until) {
      const seq = (seqs[index] ?? 0) + 1;
      seqs[index] = seq;
      const body = asJson(batchOf(`w${index}`, seq, SHAPE));
      const sent = performance.now();
      await server.post(`/runs/run-${index}/ingest`, body);
      latencies.push(performance.now() - sent);
    }
  }

  return {
    async play(): Promise<Phase> {
      const latencies: number[] = [];
      const until = performance.now() + PHASE_MS;
      await Promise.all(seqs.map((_, index) => write(index, until, latencies)));
      return { latencies, perSecond: (1000 * latencies.length) / PHASE_MS };
    },
  };
}

/** Asks for the first page of runs again and again; returns the milliseconds that each answer took. */
async function listRuns(server: BenchServer, ended: AbortSignal): Promise<number[]> {
  const taken: number[] = [];
  while (!ended.aborted) {
    const sent = performance.now();
    await server.get('/runs?limit=50');
    taken.push(performance.now() - sent);
    await sleep(LIST_EVERY_MS);
  }
  return taken;
}
