// Logistic regression on two clouds of points, as a script that Lossboard runs (docs/scripts.md): it reads its
// settings from the environment, logs over HTTP, and goes on from its last checkpoint in a later attempt.
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const { LOSSBOARD_URL, LOSSBOARD_RUN_ID, LOSSBOARD_ATTEMPT, LOSSBOARD_RUN_DIR } = process.env;
const { lr, epochs, momentum, pause, seed } = JSON.parse(process.env.LOSSBOARD_CONFIG ?? '{}');
const CHECKPOINT = join(LOSSBOARD_RUN_DIR ?? '.', 'weights.json');

let sequence = 0;
const writer = `attempt-${LOSSBOARD_ATTEMPT}-${process.pid}`;

/** Stores one step of metrics; with an attempt in it, so that an earlier attempt of the run cannot write any more. */
async function log(step, metrics) {
  sequence += 1;
  const time = Date.now();
  const series = Object.fromEntries(
    Object.entries(metrics).map(([key, value]) => [key, { step: [step], time: [time], value: [value] }]),
  );
  const answer = await fetch(`${LOSSBOARD_URL}/api/v1/runs/${LOSSBOARD_RUN_ID}/ingest`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ writer, attempt: Number(LOSSBOARD_ATTEMPT), seq: sequence, series }),
  });
  if (!answer.ok) throw new Error(`step ${step} was answered by ${answer.status}: ${await answer.text()}`);
}

/** Uniform numbers from 0 to 1 (mulberry32). */
function uniform(start) {
  let state = start >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function clouds(random, count) {
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return Array.from({ length: count }, (_, index) => {
    const center = index % 2 ? 1 : -1;
    return { x: [center + 1.2 * normal(), center + 1.2 * normal(), 1], label: index % 2 };
  });
}

function evaluate(weights, points) {
  const gradient = [0, 0, 0];
  let [loss, right] = [0, 0];
  for (const { x, label } of points) {
    const chance = 1 / (1 + Math.exp(-x.reduce((sum, value, index) => sum + value * weights[index], 0)));
    loss -= Math.log(Math.max(label ? chance : 1 - chance, 1e-300)) / points.length;
    right += Number(chance > 0.5 === Boolean(label));
    for (const [index, value] of x.entries()) gradient[index] += ((chance - label) * value) / points.length;
  }
  return { loss, accuracy: right / points.length, gradient };
}

const random = uniform(seed);
const [train, test] = [clouds(random, 400), clouds(random, 200)];
let state = { epoch: 0, weights: [0, 0, 0], velocity: [0, 0, 0] };
if (existsSync(CHECKPOINT)) {
  state = JSON.parse(readFileSync(CHECKPOINT, 'utf8'));
  console.log(`attempt ${LOSSBOARD_ATTEMPT} goes on after epoch ${state.epoch}`);
}

let isStopping = false;
process.on('SIGTERM', () => {
  isStopping = true; // the state of the last epoch is saved already
});

while (state.epoch < epochs && !isStopping) {
  const { loss, accuracy, gradient } = evaluate(state.weights, train);
  const velocity = state.velocity.map((value, index) => momentum * value + gradient[index]);
  const weights = state.weights.map((value, index) => value - lr * velocity[index]);
  state = { epoch: state.epoch + 1, weights, velocity };
  const tested = evaluate(weights, test);
  await log(state.epoch, {
    'train/loss': loss,
    'train/accuracy': accuracy,
    'val/loss': tested.loss,
    'val/accuracy': tested.accuracy,
  });
  writeFileSync(`${CHECKPOINT}.new`, JSON.stringify(state));
  renameSync(`${CHECKPOINT}.new`, CHECKPOINT);
  if (state.epoch % 10 === 0) console.log(`epoch ${state.epoch}: loss ${loss.toFixed(4)}`);
  await sleep(pause);
}
process.exitCode = isStopping ? 143 : 0;
