import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { BATCH_MEDIA_TYPE } from '../../shared/batch-codec.ts';
import type { Batch } from '../../shared/ingest.ts';
import { higher, pairTable } from '../pairs.ts';
import { type Benchmark, median } from '../table.ts';
import { asBinary, asJson, batchOf } from './batches.ts';
import { createRows } from './rows.ts';
import { startServerProcess } from './server.ts';

const SHAPE = { series: 10, points: 1000 };
const POINTS = SHAPE.series * SHAPE.points;
const WRITERS = 4;
const ROUNDS = 5;
/** Batches of each writer in a round. */
const BATCHES = 8;
/** The row-per-point side is slow: fewer batches tell as much. */
const ROW_BATCHES = 4;

type Side = (round: number) => Promise<number> | number;

const benchmark: Benchmark = {
  what: `points a second over HTTP, each request synced: ${WRITERS} writers, ${SHAPE.series} series × ${SHAPE.points} points a request`,
  async run() {
    const server = await startServerProcess();
    const rows = createRows();
    const file = openSync(join(rows.folder, 'bare'), 'w');
    /** Processor seconds that the server spent on each form, warm. */
    const spent = { json: 0, binary: 0 };
    const json = await overHttp('json', (batch) => asJson(batch), 'application/json');
    const binary = await overHttp('binary', (batch) => asBinary(batch), BATCH_MEDIA_TYPE);
    const sides: Side[] = [json, binary, inRows, bare];

    async function overHttp(
      kind: keyof typeof spent,
      encode: (batch: Batch) => Uint8Array,
      type: string,
    ): Promise<Side> {
      const runs = Array.from({ length: WRITERS }, (_, writer) => `${kind}-${writer}`);
      for (const id of runs) await server.post('/runs', JSON.stringify({ id }));
      return async (round) => {
        const bodies = runs.map((run) => numbers(round, BATCHES).map((seq) => encode(batchOf(run, seq, SHAPE))));
        return rateOf(WRITERS * BATCHES, async () => {
          const before = server.cpuSeconds();
          const write = async (run: string, own: Uint8Array[] = []) => {
            for (const body of own) await server.post(`/runs/${run}/ingest`, body, type);
          };
          await Promise.all(runs.map((run, index) => write(run, bodies[index])));
          if (round > 0) spent[kind] += server.cpuSeconds() - before;
        });
      };
    }

    function inRows(round: number) {
      const batches = numbers(round, ROW_BATCHES).map((seq) => batchOf('rows', seq, SHAPE));
      return rateOf(ROW_BATCHES, () => {
        for (const batch of batches) rows.add('rows', batch);
      });
    }

    function bare(round: number) {
      const bodies = numbers(round, WRITERS * BATCHES).map((seq) => asBinary(batchOf('bare', seq, SHAPE)));
      return rateOf(bodies.length, () => {
        for (const body of bodies) {
          writeSync(file, body);
          fsyncSync(file);
        }
      });
    }

    const rates: number[][] = sides.map(() => []);
    for (let round = 0; round <= ROUNDS; round++)
      for (const [index, side] of sides.entries()) {
        const rate = await side(round);
        if (round > 0) rates[index]?.push(rate); // the first round warms up
      }
    closeSync(file);
    rows.close();
    await server.close();

    const [jsonRate, binaryRate, rowRate, bareRate] = rates.map(median) as [number, number, number, number];
    const rowName = 'SQLite, a row a point, in the process';
    const bareName = 'write + fsync of the same floats';
    const perSecond = (seconds: number) => ((ROUNDS * WRITERS * BATCHES * POINTS) / seconds / 1e6).toFixed(1);
    const best = rates.slice(0, 2).map((each) => Math.max(...each).toFixed(2));
    return [
      pairTable(
        'Ingest over HTTP, medians',
        [
          higher('JSON', 'M points/s', jsonRate, rowName, rowRate),
          higher('binary', 'M points/s', binaryRate, rowName, rowRate),
          higher('JSON against the disk', 'M points/s', jsonRate, bareName, bareRate),
          higher('binary against the disk', 'M points/s', binaryRate, bareName, bareRate),
        ],
        [
          `best round: JSON ${best[0]}, binary ${best[1]} M points/s; the sender shares the machine`,
          `a second of the server's processor time: JSON ${perSecond(spent.json)}, binary ${perSecond(spent.binary)} M points`,
        ],
      ),
    ];
  },
};
export default benchmark;

/** The numbers of a round's batches, going on from the last round's. */
const numbers = (round: number, count: number) =>
  Array.from({ length: count }, (_, index) => round * count + index + 1);

/** Million points a second. */
async function rateOf(batches: number, work: () => Promise<void> | void): Promise<number> {
  const start = performance.now();
  await work();
  return (batches * POINTS) / (performance.now() - start) / 1000;
}
