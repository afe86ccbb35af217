import { parentPort, workerData } from 'node:worker_threads';
import { Engine } from '../../worker/engine/tensor.ts';
import { loadKernels } from '../../worker/kernel-loading/load-kernels.ts';
import { training } from './lossboard.ts';

/** Counts training steps, or turns of a plain loop, for as long as it is told to. */
const { step } = training(new Engine(loadKernels(2 ** 28)), 'mlp', 64, 0);
let sink = 1;
const loop = () => {
  for (let i = 0; i < 1_000_000; i++) sink = sink * 1.0000001 + 1e-9;
};
const { kind } = workerData as { kind: 'training' | 'loop' };
const run = kind === 'training' ? step : loop;
for (let i = 0; i < 50; i++) run();
parentPort?.on('message', (milliseconds: number) => {
  const until = performance.now() + milliseconds;
  let count = 0;
  while (performance.now() < until) {
    run();
    count += 1;
  }
  parentPort?.postMessage(count);
});
parentPort?.postMessage('ready');
