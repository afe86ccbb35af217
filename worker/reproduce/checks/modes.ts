import { Network } from '../../../shared/training/network.ts';
import { withDefaults } from '../../../shared/validate.ts';
import { crossEntropy } from '../../engine/losses.ts';
import { Generator } from '../../engine/rng.ts';
import { Batches, slice } from '../../training/batches.ts';
import { createModel } from '../../training/model.ts';
import type { Check, Context } from '../check.ts';
import { minimize } from '../train.ts';

const EXAMPLES = 600;

export const batchNormModes: Check = {
  id: 'P15',
  title: 'Batch norm answers by its batch in training, by running statistics in evaluation: 100 ReLU on optdigits',
  run(context) {
    const source = 'Ioffe & Szegedy 2015';
    const found = context.seeds.map((seed) => agreements(context, seed));
    return [
      {
        of: 'share of the same answers before training',
        band: [null, 0.95],
        values: found.map(([before]) => before),
        source,
      },
      { of: 'after 300 steps', band: [0.95, null], values: found.map(([, after]) => after), source },
    ];
  },
};

/** Share of test examples that get the same class either way, before and after training. */
function agreements({ data, engine }: Context, seed: number): [before: number, after: number] {
  const splits = data.splits('optdigits');
  const own = engine();
  const network = withDefaults<Network>(Network, { hidden: [100], normalization: 'batch' });
  const model = createModel(own, network, splits, seed);
  const agreement = () =>
    own.scope(() => {
      const { inputs } = slice(own, splits.test, 0, EXAMPLES);
      const buffers = [...model.buffers.values()];
      const [trained, evaluated] = (['train', 'evaluate'] as const).map((mode) => {
        const running = buffers.map((buffer) => buffer.toArray());
        const scores = own.withoutGradients(() => model.forward(inputs, mode)).toArray();
        for (const [index, buffer] of buffers.entries()) buffer.data.set(running[index]);
        return classesOf(scores, splits.outputs);
      });
      return trained.filter((each, index) => each === evaluated[index]).length / trained.length;
    });

  const before = agreement();
  const batches = new Batches(splits.train, 60, new Generator(seed, 'order'), { dropLast: true });
  const loss = () => {
    const batch = batches.next(own);
    return crossEntropy(model.forward(batch.inputs, 'train'), batch.targets);
  };
  minimize(model.parameters, loss, { optimizer: { name: 'sgd', learningRate: 0.1 }, steps: 300 });
  return [before, agreement()];
}

function classesOf(scores: number[], classes: number): number[] {
  return Array.from({ length: scores.length / classes }, (_, row) => {
    const of = scores.slice(row * classes, (row + 1) * classes);
    return of.indexOf(Math.max(...of));
  });
}
