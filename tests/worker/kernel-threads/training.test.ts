import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Optimizer } from '../../../shared/training/optimizer.ts';
import { Engine } from '../../../worker/engine/tensor.ts';
import { type RunJobOptions, runJob } from '../../../worker/jobs/run-job.ts';
import { encodeCheckpoint } from '../../../worker/training/checkpoint.ts';
import { USABLE_TIERS } from '../engine/support.ts';
import { configOf, splitsOf } from '../support.ts';
import { twoThreads, untilTwo } from './two-threads.ts';

const BUDGET_BYTES = 2 ** 27;
const OPTIMIZERS = Optimizer.anyOf.map(({ properties }) => properties.name.const);
const NETWORKS = [
  { hidden: [48, 32] },
  { hidden: [40], normalization: 'layer', dropout: 0.2, activation: 'gelu' },
  { convolutions: [8, 12], hidden: [32], normalization: 'batch' },
];

const { host, threads, problems } = twoThreads(BUDGET_BYTES);
beforeAll(async () => {
  const engine = new Engine(host);
  const [out, a] = [engine.scratch(1000), engine.scratch(1000)];
  await untilTwo(threads, () => host.kernels.unary('relu', out, a.fill(1), 0));
});
afterAll(() => threads.end());

/** All that a training recorded, and its state at the end. */
function trained(given: Record<string, unknown>, options: RunJobOptions) {
  const states: string[] = [];
  const isComputed = ([key]: [string, unknown]) => !key.startsWith('system/');
  const { outcome, series, batches } = runJob(configOf(given), {
    ...{ splits: splitsOf, ...options },
    saveCheckpoint({ place, ...rest }) {
      const bytes = encodeCheckpoint({ place: { ...place, run: 'r', seq: 0 }, ...rest });
      states.push(Buffer.from(bytes).toString('base64'));
      return { bytes: bytes.length };
    },
  });
  return {
    outcome,
    series: Object.fromEntries(Object.entries(series).filter(isComputed)),
    histograms: batches.map(({ histograms }) => histograms),
    states,
  };
}

describe.each(OPTIMIZERS)('%s', (name) => {
  test.each(NETWORKS)('trains %j to the same bits in two threads as in one', (network) => {
    const given = {
      ...{ dataset: { name: 'mnist', limit: 120 }, network, optimizer: { name, learningRate: 0.01 } },
      ...{ batchSize: 24, length: { unit: 'steps', count: 5 }, histogramEvery: 2, layersEvery: 2 },
    };
    const two = trained(given, { engine: new Engine(host) });
    const one = trained(given, { tier: USABLE_TIERS[0], budgetBytes: BUDGET_BYTES });
    expect(two).toEqual(one);
    expect(one.states.length).toBeGreaterThan(0);
    expect([threads.count(), problems]).toEqual([2, []]);
  });
});
