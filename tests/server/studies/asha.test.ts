import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { startServer, type TestServer } from '../../support/start-server.ts';
import { begin, untilStudy } from './support/studies.ts';

const TRAINS = fileURLToPath(new URL('../../../worker/thread/train.ts', import.meta.url));
const [FIRST, FACTOR, EPOCHS] = [2, 3, 4000];
/** Good and bad ones, so that trials are stopped at the first look and at later ones. */
const RATES = [0.3, 0.0001, 0.03, 0.5, 0.001, 0.1];

/** One trial at a time, long enough that it is stopped on its way. */
const STUDY = {
  name: 'asha',
  project: 'p',
  base: {
    dataset: { name: 'moons', limit: 60, noise: 0.3 },
    network: { hidden: [8] },
    optimizer: { name: 'sgd' },
    batchSize: 16,
    length: { unit: 'epochs', count: EPOCHS },
    histogramEvery: 0,
    layersEvery: 0,
    checkpointEvery: 0,
  },
  objective: { metric: 'val/loss' },
  parameters: [{ kind: 'choice', at: '/optimizer/learningRate', values: RATES }],
  method: { name: 'grid' },
  pruner: { name: 'asha', first: FIRST, factor: FACTOR },
  budget: { runs: RATES.length },
  parallel: 1,
};

/** The lowest value so far after each epoch that a run has. */
async function bestSoFar({ app }: TestServer, run: string): Promise<number[]> {
  const { payload } = await app.inject(`/api/v1/runs/${run}/export?format=csv`);
  const [header = '', ...lines] = payload.trim().split(/\r?\n/);
  const [series, value] = ['series', 'value'].map((name) => header.split(',').indexOf(name)) as [number, number];
  const rows = lines.map((line) => line.split(',')).filter((fields) => fields[series] === 'val/loss');
  let best = Number.POSITIVE_INFINITY;
  return rows.map((fields) => {
    best = Math.min(best, Number(fields[value]));
    return best;
  });
}

/** Where the rule stops a trial that comes after others, counted out: the look, the rank that is enough there, and of how many. */
function stopOf(own: readonly number[], before: readonly (readonly number[])[]) {
  for (let look = FIRST; look <= own.length; look *= FACTOR) {
    const reached = before.flatMap((each) => each[look - 1] ?? []);
    const better = reached.filter((value) => value < (own[look - 1] as number)).length;
    const places = Math.max(1, Math.floor((reached.length + 1) / FACTOR));
    if (better >= places) return { look, trials: reached.length + 1 };
  }
  return null;
}

test('ASHA stops trainings in their threads at the looks where they are not among the best third', async () => {
  const server = await startServer({ threadFile: TRAINS, workers: 1 });
  const { id } = await begin(server, STUDY);
  const { trials, savedSteps, counts } = await untilStudy(server, id, ({ state }) => state === 'finished', 'finishes');
  const curves = await Promise.all(trials.map(({ run }) => bestSoFar(server, run)));
  const stops = curves.map((own, index) => stopOf(own, curves.slice(0, index)));
  expect(trials.map(({ state }) => state === 'pruned')).toEqual(stops.map((stop) => stop !== null));
  expect([counts.finished ?? 0, counts.pruned ?? 0]).toEqual([expect.any(Number), stops.filter(Boolean).length]);
  expect(counts.pruned).toBeGreaterThan(1);
  let saved = 0;
  for (const [index, { run, reason, steps, savedSteps: ofTrial }] of trials.entries()) {
    const stop = stops[index];
    const found = await server.run(run);
    const total = found.progress?.totalSteps ?? 0;
    if (!stop) {
      expect([found.state, steps, ofTrial]).toEqual(['finished', total, 0]);
      continue;
    }
    const { look, trials: all } = stop;
    expect(Number(reason?.split(' ')[0])).toBeCloseTo(curves[index]?.[look - 1] ?? Number.NaN, 2);
    expect(reason).toContain(` after ${look} epochs; of ${all} trials the best ${all < 2 * FACTOR ? 'one' : '2'} go`);
    expect(found).toMatchObject({
      state: 'stopped',
      reason: { code: 'pruned', message: `Stopped by its study: ${reason}.` },
    });
    expect([steps > 0, ofTrial]).toEqual([true, total - steps]);
    saved += ofTrial;
  }
  expect(savedSteps).toBe(saved);
}, 120_000);
