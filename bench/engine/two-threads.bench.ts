import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { higher } from '../pairs.ts';
import { type Benchmark, median } from '../table.ts';

const [ROUNDS, MILLISECONDS] = [7, 600];

/** How much more two threads do together than one alone, by turns. */
async function scaling(kind: 'training' | 'loop'): Promise<{ one: number; two: number; ratio: number }> {
  const script = new URL('./two-threads-worker.ts', import.meta.url);
  const workers = [0, 1].map(() => new Worker(script, { workerData: { kind } }));
  await Promise.all(workers.map((worker) => once(worker, 'message')));
  const run = async (some: Worker[]): Promise<number> => {
    const counts = some.map((worker) => once(worker, 'message'));
    for (const worker of some) worker.postMessage(MILLISECONDS);
    return (await Promise.all(counts)).reduce((sum, [count]) => sum + (count as number), 0);
  };
  const rounds: { one: number; two: number }[] = [];
  for (let round = 0; round < ROUNDS; round++) rounds.push({ one: await run([workers[0]]), two: await run(workers) });
  await Promise.all(workers.map((worker) => worker.terminate()));
  const perSecond = (pick: (round: { one: number; two: number }) => number) =>
    (1000 * median(rounds.map(pick))) / MILLISECONDS;
  return {
    one: perSecond(({ one }) => one),
    two: perSecond(({ two }) => two),
    ratio: median(rounds.map(({ one, two }) => two / one)),
  };
}

export default {
  what: 'two trainings at once in two threads, beside two plain loops: how busy the machine is shows in both',
  async run() {
    const [training, loop] = [await scaling('training'), await scaling('loop')];
    const row = (name: string, { one, two, ratio }: typeof training) => [
      name,
      one.toFixed(0),
      two.toFixed(0),
      `${ratio.toFixed(2)}×`,
    ];
    return [
      {
        pairs: [higher('two trainings over one', '×', training.ratio, 'two plain loops over one', loop.ratio)],
        title: 'per second',
        columns: ['what', 'one thread', 'two threads', 'two over one'],
        rows: [row('training steps, MLP batch 64', training), row('turns of a plain loop', loop)],
      },
    ];
  },
} satisfies Benchmark;
