import type { Run } from '../../shared/run.ts';
import { lower, pairTable, percentile } from '../pairs.ts';
import { type Benchmark, median, type Table } from '../table.ts';
import { type BenchServer, startAloneServer, startServerProcess } from './server.ts';

const ROUNDS = 25;
const JOB = { dataset: { name: 'moons', limit: 200 }, length: { unit: 'steps', count: 1 } };

const benchmark: Benchmark = {
  what: 'a run of one step on 200 made-up examples, from asking for it until it has finished',
  run: oneStep,
};
export default benchmark;

async function oneStep(): Promise<Table[]> {
  const [warm, fresh] = [await startServerProcess(2), await startAloneServer()];
  const times: { warm: number[]; fresh: number[]; first: number[] } = { warm: [], fresh: [], first: [] };
  await Promise.all([warm.untilIdle(), fresh.untilIdle()]);
  times.first.push(await timeOfRun(warm));
  for (const server of [warm, fresh]) await timeOfRun(server);
  for (let round = 0; round < ROUNDS; round++) {
    times.warm.push(await timeOfRun(warm));
    times.fresh.push(await timeOfRun(fresh));
  }
  const memory = [warm.memoryMb(), fresh.memoryMb()] as const;
  await Promise.all([warm.close(), fresh.close()]);
  const other = 'a fresh thread a run';
  return [
    pairTable(
      'A run of one step',
      [
        lower('p50 (aimed at 150)', 'ms', median(times.warm), other, median(times.fresh)),
        lower('p95', 'ms', percentile(times.warm, 0.95), other, percentile(times.fresh, 0.95)),
        lower('the first one after the start', 'ms', times.first[0] ?? Number.NaN, other, median(times.fresh)),
        lower('memory of the server after all of them', 'MB', memory[0], other, memory[1]),
      ],
      [`${ROUNDS} runs each, by turns; least ${Math.min(...times.warm).toFixed(0)} ms`],
    ),
  ];
}

/** Milliseconds from asking for a run until it has finished. */
async function timeOfRun(server: BenchServer): Promise<number> {
  const begun = performance.now();
  const { id }: Run = JSON.parse((await server.post('/launch', JSON.stringify(JOB))).toString());
  for (;;) {
    const { state }: Run = JSON.parse((await server.get(`/runs/${id}`)).toString());
    if (state === 'finished') return performance.now() - begun;
    if (state !== 'queued' && state !== 'running') throw new Error(`the run is ${state}`);
  }
}
