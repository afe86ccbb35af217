import { higher, lower, pairTable, percentile } from '../pairs.ts';
import { type Benchmark, median } from '../table.ts';
import { asJson, batchOf } from './batches.ts';
import { type BenchServer, startRowServer, startServerProcess } from './server.ts';

const SHAPE = { series: 10, points: 10 };
const CONNECTIONS = 64;
const ROUNDS = 5;
/** Requests of each connection in a round. */
const REQUESTS = 40;

interface Round {
  perSecond: number;
  latencies: number[];
}

const benchmark: Benchmark = {
  what: `${CONNECTIONS} connections at once, each posting ${SHAPE.series} series × ${SHAPE.points} points a request as JSON`,
  async run() {
    const ours = await startServerProcess(CONNECTIONS);
    const other = await startRowServer(CONNECTIONS);
    for (let index = 0; index < CONNECTIONS; index++) await ours.post('/runs', JSON.stringify({ id: `run-${index}` }));
    const rounds: [Round[], Round[]] = [[], []];
    const before = ours.cpuSeconds();
    for (let round = 0; round <= ROUNDS; round++)
      for (const [index, server] of [ours, other].entries()) {
        const played = await play(server, round);
        if (round > 0) rounds[index]?.push(played); // the first round warms up
      }
    const spent = (ours.cpuSeconds() - before) / ((ROUNDS + 1) * CONNECTIONS * REQUESTS);
    await ours.close();
    await other.close();

    const otherName = 'least server, a transaction a request';
    const [own, theirs] = rounds.map((each) => ({
      perSecond: median(each.map(({ perSecond }) => perSecond)),
      best: Math.max(...each.map(({ perSecond }) => perSecond)),
      p50: percentile(
        each.flatMap(({ latencies }) => latencies),
        0.5,
      ),
      p99: percentile(
        each.flatMap(({ latencies }) => latencies),
        0.99,
      ),
    })) as [Summary, Summary];
    return [
      pairTable(
        'Small posts',
        [
          higher('requests', '1/s', own.perSecond, otherName, theirs.perSecond),
          lower('answered, p50', 'ms', own.p50, otherName, theirs.p50),
          lower('answered, p99', 'ms', own.p99, otherName, theirs.p99),
        ],
        [
          `best round: ${own.best.toFixed(0)} against ${theirs.best.toFixed(0)} requests/s; the sender shares the machine`,
          `a request takes ${(spent * 1e6).toFixed(0)} µs of the server's processor time`,
        ],
      ),
    ];
  },
};
export default benchmark;

type Summary = { perSecond: number; best: number; p50: number; p99: number };

async function play(server: BenchServer, round: number): Promise<Round> {
  const latencies: number[] = [];
  const bodies = Array.from({ length: CONNECTIONS }, (_, index) =>
    Array.from({ length: REQUESTS }, (_, at) => asJson(batchOf(`w${index}`, round * REQUESTS + at + 1, SHAPE))),
  );
  const write = async (own: Buffer[], index: number) => {
    for (const body of own) {
      const sent = performance.now();
      await server.post(`/runs/run-${index}/ingest`, body);
      latencies.push(performance.now() - sent);
    }
  };
  const start = performance.now();
  await Promise.all(bodies.map(write));
  return { perSecond: (1000 * CONNECTIONS * REQUESTS) / (performance.now() - start), latencies };
}
