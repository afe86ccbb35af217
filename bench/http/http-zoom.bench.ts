import { lower, pairTable, percentile } from '../pairs.ts';
import type { Benchmark } from '../table.ts';
import { createQueryBed, timed } from './query-bed.ts';

const POINTS = 10_000_000;
const PIXELS = 1000;
const QUERIES = 400;
/** Queries of ours between two of the slow other side. */
const TURN = 40;
const RUN = 'long';

const benchmark: Benchmark = {
  what: `random windows of a series of ${POINTS / 1e6} million points at ${PIXELS} pixels, over HTTP`,
  async run() {
    const { server, scan, fill, close } = await createQueryBed();
    await fill(RUN, POINTS, 100_000);
    await server.untilIdle();
    const query = (window: readonly [number, number]) =>
      server.post('/query/series', JSON.stringify({ runs: [RUN], keys: ['metric/0'], pixels: PIXELS, window }));
    for (let warm = 0; warm < 20; warm++) await query(randomWindow());

    const own: number[] = [];
    const scans: number[] = [];
    let bytes = 0;
    for (let index = 0; index < QUERIES; index++) {
      const window = randomWindow();
      own.push(await timed(async () => (bytes += (await query(window)).length)));
      const [low, high] = window;
      if (index % TURN === 0) scans.push(await timed(() => scan(RUN, low, high, PIXELS)));
    }
    await close();

    const otherName = 'SQLite, a row a point, in the process';
    return [
      pairTable(
        'Zoom over HTTP',
        [
          lower('p50', 'ms', percentile(own, 0.5), otherName, percentile(scans, 0.5)),
          lower('p99', 'ms', percentile(own, 0.99), otherName, percentile(scans, 0.99)),
        ],
        [`an answer is ${(bytes / QUERIES / 1000).toFixed(0)} kB of JSON before it is compressed`],
      ),
    ];
  },
};
export default benchmark;

function randomWindow(): readonly [number, number] {
  const a = Math.floor(Math.random() * POINTS);
  const b = Math.floor(Math.random() * POINTS);
  return a < b ? [a, b] : [b, a];
}
