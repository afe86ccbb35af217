import { setTimeout as sleep } from 'node:timers/promises';
import type { Run } from '../../shared/run.ts';
import { lower, pairTable } from '../pairs.ts';
import type { Benchmark, Table } from '../table.ts';
import { type BenchServer, startAloneServer, startServerProcess } from './server.ts';

const RUNS = 4;
const SETTLE_MS = 3000;
/** Of 10,000 digits in float32, with their classes. */
const COPY_MB = (10_000 * (784 + 1) * 4) / 2 ** 20;

const benchmark: Benchmark = {
  what: `the memory of a server that trains ${RUNS} runs with other seeds on the same split of 10,000 digits`,
  run: sharedData,
};
export default benchmark;

async function sharedData(): Promise<Table[]> {
  const shared = await grownBy(await startServerProcess(2, undefined, ['--workers', String(RUNS)]));
  const alone = await grownBy(await startAloneServer(RUNS));
  const saved = (alone - shared) / COPY_MB;
  return [
    pairTable(
      'Data in memory',
      [lower(`growth by ${RUNS} runs`, 'MB', shared, 'each reads its data itself', alone)],
      [`a copy has ${COPY_MB.toFixed(0)} MB: ${saved.toFixed(1)} copies fewer, besides what reading leaves behind`],
    ),
  ];
}

/** Megabytes that a server holds more once all runs train. */
async function grownBy(server: BenchServer): Promise<number> {
  await server.untilIdle();
  const before = server.memoryMb();
  const ids: string[] = [];
  for (let seed = 1; seed <= RUNS; seed++) {
    const job = {
      dataset: { name: 'mnist', seed: 1 },
      network: { hidden: [32] },
      length: { unit: 'steps', count: 1e6 },
      seed,
    };
    ids.push((JSON.parse((await server.post('/launch', JSON.stringify(job))).toString()) as Run).id);
  }
  for (const id of ids) while (!(await isTraining(server, id))) await sleep(50);
  await sleep(SETTLE_MS);
  const grown = server.memoryMb() - before;
  await server.close('SIGKILL');
  return grown;
}

async function isTraining(server: BenchServer, id: string): Promise<boolean> {
  const { progress, state }: Run = JSON.parse((await server.get(`/runs/${id}`)).toString());
  if (state !== 'queued' && state !== 'running') throw new Error(`the run is ${state}`);
  return (progress?.step ?? 0) > 20;
}
