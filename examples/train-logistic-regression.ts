/**
 * Trains logistic regression by mini-batch gradient descent on two overlapping clouds of points, once
 * for each seed, and logs to Lossboard as it goes. The loop is all ours: the tracker only listens.
 *
 *   npm run example                            3 seeds, to http://127.0.0.1:4680
 *   npm run example -- 5 2000                  5 seeds, 2000 steps each
 *   LOSSBOARD_URL=http://gpu:4680 npm run example
 */
import { setImmediate as turn } from 'node:timers/promises';
import { init } from '../client/client.ts';

const [seeds = 3, steps = 1000] = process.argv.slice(2).map(Number);
const config = { model: 'logistic regression', features: 10, examples: 2000, batchSize: 32, learningRate: 0.1, steps };
const group = `seeds-${new Date().toISOString().slice(0, 19)}`;

for (let seed = 1; seed <= seeds; seed++) await train(seed);

async function train(seed: number): Promise<void> {
  const random = generator(seed);
  const data = Array.from({ length: config.examples }, () => example(random));
  const held = data.splice(0, config.examples / 5);
  const weights = new Float64Array(config.features + 1); // the last one is the bias

  const run = await init({
    project: 'examples',
    name: `logistic regression, seed ${seed}`,
    group,
    seed,
    tags: ['example'],
    config,
    totalSteps: steps,
  });
  console.log(`seed ${seed}: ${run.url}`);

  for (let step = 1; step <= steps; step++) {
    const batch = Array.from({ length: config.batchSize }, () => data[Math.floor(random() * data.length)] as Example);
    const { loss, gradient } = lossAndGradient(weights, batch);
    for (let i = 0; i < weights.length; i++)
      weights[i] = (weights[i] as number) - config.learningRate * (gradient[i] as number);

    run.log({ 'train/loss': loss, 'train/grad_norm': Math.hypot(...gradient) }, { step });
    if (step % 100 === 0) {
      const { loss: heldLoss } = lossAndGradient(weights, held);
      run.log({ 'val/loss': heldLoss, 'val/accuracy': accuracy(weights, held) }, { step });
      run.histogram('weights/output', weights, { step, bins: 20 });
    }
    if (run.stopRequested) break; // somebody clicked Stop: finish() then ends the run as stopped
    await turn(); // a loop that never pauses leaves no time to send: points would arrive only at its end
  }

  run.text(`held-out accuracy ${accuracy(weights, held).toFixed(3)}`);
  await run.finish();
}

interface Example {
  x: Float64Array;
  label: 0 | 1;
}

/** A point of one of two Gaussian clouds, whose centres are 2/√features apart in every direction. */
function example(random: () => number): Example {
  const label = random() < 0.5 ? 0 : 1;
  const centre = (label - 0.5) * (2 / Math.sqrt(config.features));
  const x = new Float64Array(config.features + 1).fill(1); // the 1 at the end meets the bias
  for (let i = 0; i < config.features; i++) x[i] = centre + gaussian(random);
  return { x, label };
}

/** Mean cross-entropy in nats over a batch, and its gradient by the weights. */
function lossAndGradient(weights: Float64Array, batch: Example[]) {
  const gradient = new Float64Array(weights.length);
  let loss = 0;
  for (const { x, label } of batch) {
    const z = score(weights, x);
    loss += Math.log1p(Math.exp(-Math.abs(z))) + Math.max(z, 0) - label * z;
    const error = 1 / (1 + Math.exp(-z)) - label;
    for (let i = 0; i < x.length; i++)
      gradient[i] = (gradient[i] as number) + (error * (x[i] as number)) / batch.length;
  }
  return { loss: loss / batch.length, gradient };
}

function accuracy(weights: Float64Array, examples: Example[]): number {
  return examples.filter(({ x, label }) => score(weights, x) > 0 === (label === 1)).length / examples.length;
}

function score(weights: Float64Array, x: Float64Array): number {
  return x.reduce((sum, value, i) => sum + value * (weights[i] as number), 0);
}

function gaussian(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** Uniform numbers in [0, 1) that follow from the seed alone (mulberry32). */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
