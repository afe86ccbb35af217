import { gzipSync } from 'node:zlib';
import { lower, pairTable } from '../pairs.ts';
import { type Benchmark, median } from '../table.ts';
import { createQueryBed, timed } from './query-bed.ts';

const RUNS = 100;
const POINTS = 10_000;
const PIXELS = 1000;
const ROUNDS = 15;

const benchmark: Benchmark = {
  what: `one metric of ${RUNS} runs, ${POINTS} points each, at ${PIXELS} pixels in one request over HTTP`,
  async run() {
    const { server, scan, fill, close } = await createQueryBed();
    const runs = Array.from({ length: RUNS }, (_, index) => `run-${index}`);
    for (const run of runs) await fill(run, POINTS, POINTS);
    const body = JSON.stringify({ runs, keys: ['metric/0'], pixels: PIXELS });

    const own: number[] = [];
    const scans: number[] = [];
    let answer: Buffer = Buffer.alloc(0);
    const first = await timed(() => server.post('/query/series', body));
    for (let round = 0; round < ROUNDS; round++) {
      own.push(await timed(async () => (answer = await server.post('/query/series', body))));
      const scanAll = () => runs.map((run) => scan(run, 1, POINTS, PIXELS));
      scans.push(await timed(scanAll));
    }
    await close();

    const [megabytes, zipped] = [answer.length / 1e6, gzipSync(answer).length / 1e6];
    const otherName = 'SQLite, a row a point, in the process';
    return [
      pairTable(
        'A hundred runs over HTTP',
        [
          lower('answered', 'ms', median(own), otherName, median(scans)),
          lower('sent', 'MB', megabytes, 'every point as 24 bytes', (RUNS * POINTS * 24) / 1e6),
        ],
        [`the first request took ${first.toFixed(0)} ms`, `gzipped, the answer is ${zipped.toFixed(1)} MB`],
      ),
    ];
  },
};
export default benchmark;
