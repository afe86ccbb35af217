import { setTimeout } from 'node:timers/promises';
import { gradients } from '../../worker/engine/autodiff.ts';
import { initialize } from '../../worker/engine/init.ts';
import { conv2d } from '../../worker/engine/layers/conv2d.ts';
import type { LayerKind } from '../../worker/engine/layers/layer.ts';
import { linear } from '../../worker/engine/layers/linear.ts';
import { Sequential } from '../../worker/engine/layers/sequential.ts';
import { flatten } from '../../worker/engine/layers/simple.ts';
import { crossEntropy } from '../../worker/engine/losses.ts';
import { Adam } from '../../worker/engine/optimizers/adam.ts';
import { Generator } from '../../worker/engine/rng.ts';
import { Engine } from '../../worker/engine/tensor.ts';
import { compileTier } from '../../worker/kernel-loading/load-kernels.ts';
import type { Tier } from '../../worker/kernel-loading/tiers.ts';
import { hostKernelThreads } from '../../worker/kernel-threads/host-threads.ts';
import { type Side, timed } from './side.ts';

export type Workload = 'mlp' | 'cnn';

const LAYERS: Record<Workload, { input: number[]; kinds: LayerKind[] }> = {
  mlp: { input: [784], kinds: [linear('layer1', 256, 'relu'), linear('layer2', 128, 'relu'), linear('output', 10)] },
  cnn: {
    input: [28, 28, 1],
    kinds: [
      conv2d('conv1', 16, { padding: 1, activation: 'relu', pool: 2 }),
      conv2d('conv2', 32, { padding: 1, activation: 'relu', pool: 2 }),
      flatten('flat'),
      linear('output', 10),
    ],
  },
};

/** A training as a run sets one up, ready to step. */
export function training(engine: Engine, workload: Workload, batch: number, learningRate = 1e-3) {
  const { input, kinds } = LAYERS[workload];
  const model = new Sequential(engine, input, kinds, new Generator(1, 'dropout'));
  const [init, noise] = [new Generator(1, 'init'), new Generator(1, 'noise')];
  for (const { role, value } of model.parameters.all) if (role === 'weight') initialize(value, 'he-normal', init);
  const optimizer = new Adam(model.parameters);
  const x = engine.lasting([batch, ...input]);
  for (let i = 0; i < x.size; i++) x.data[i] = noise.normal();
  const targets = Int32Array.from({ length: batch }, () => noise.integer(10));

  const step = (): number => {
    const value = engine.scope(() => {
      const loss = crossEntropy(model.forward(x, 'train'), targets);
      gradients(loss, model.parameters.tensors);
      return loss.item;
    });
    optimizer.step(learningRate);
    return value;
  };
  return { model, step };
}

/** Our training step on one kernel set in one or two threads; null where this machine does not run it. */
export async function lossboardSide(tier: Tier, workload: Workload, batch: number, threads = 1): Promise<Side | null> {
  const kernels = compileTier(tier);
  if (!kernels) return null;
  const hosted = hostKernelThreads(kernels, 2 ** 28, {
    isAllowed: () => threads > 1,
    worthNanoseconds: 0,
    restMs: 0,
    onProblem: (reason) => {
      throw new Error(reason);
    },
  });
  const { step } = training(new Engine(hosted.host), workload, batch);
  while (hosted.threads.count() < threads) {
    step();
    await setTimeout(1); // the thread starts meanwhile
  }
  return {
    name: `Lossboard ${tier}${threads > 1 ? `, ${threads} threads` : ''}`,
    note: hosted.host.kernels.name,
    sample: (count) => timed(count, step),
    end: hosted.threads.end,
  };
}
