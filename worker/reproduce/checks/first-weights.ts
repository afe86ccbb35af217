import { around, type Check, type Context } from '../check.ts';
import { type Given, last, type Trained, trainOn } from '../train.ts';

const SOURCE = 'lecture: break symmetry, scale matters; PyTorch';

/** Trains on optdigits once for each seed: SGD, batches of 64. */
function study(context: Context, network: Given, rate: number, count: number): Trained[] {
  const splits = context.data.splits('optdigits');
  return context.seeds.map((seed) =>
    trainOn(context, splits, {
      network,
      seed,
      optimizer: { name: 'sgd', learningRate: rate },
      batchSize: 64,
      length: { unit: 'steps', count },
      trainEvaluationEvery: 1_000_000,
    }),
  );
}

const firstWeights = ({ parameters }: Trained) => Array.from(parameters['layer1.weight']);
const accuracies = (all: Trained[]) => all.map((each) => last(each, 'test/accuracy'));
const losses = (all: Trained[]) => all.map((each) => last(each, 'train/full_loss'));

export const symmetry: Check = {
  id: 'P13',
  title: 'The scale of the first weights: five layers of 100 tanh on optdigits, SGD 0.1',
  run(context) {
    const deep = (initialization: string, count: number) =>
      study(context, { hidden: [100, 100, 100, 100, 100], activation: 'tanh', initialization }, 0.1, count);
    const alike = study(context, { hidden: [32], activation: 'tanh', initialization: 'constant' }, 0.1, 600);
    const [xavier, standard] = [deep('xavier-normal', 300), deep('standard', 300)];
    const apart = (each: Trained) => {
      const weights = firstWeights(each);
      return Math.max(...weights.map((x, i) => Math.abs(x - weights[i % 64])));
    };
    const [ofXavier, ofStandard] = [losses(xavier), losses(standard)];
    return [
      {
        of: 'constant weights, 32 units, 600 steps: largest difference between rows',
        band: [0, 0],
        values: alike.map(apart),
        source: SOURCE,
      },
      { of: 'and test accuracy', band: [null, 0.2], values: accuracies(alike), source: SOURCE },
      {
        of: 'zero weights: largest first weight after 300 steps',
        band: [0, 0],
        values: deep('zero', 300).map((each) => Math.max(...firstWeights(each).map(Math.abs))),
        source: SOURCE,
      },
      {
        of: 'test accuracy after 60 steps, Xavier',
        band: [0.85, null],
        values: accuracies(deep('xavier-normal', 60)),
        source: SOURCE,
      },
      {
        of: 'test accuracy after 60 steps, standard',
        band: [null, 0.8],
        values: accuracies(deep('standard', 60)),
        source: SOURCE,
      },
      { of: 'test accuracy after 300 steps, Xavier', band: [0.92, null], values: accuracies(xavier), source: SOURCE },
      {
        of: 'training loss after 300 steps, standard beside Xavier',
        band: [2, null],
        values: ofStandard.map((loss, i) => loss / ofXavier[i]),
        source: SOURCE,
      },
    ];
  },
};

export const tooSmallTooLarge: Check = {
  id: 'P13',
  title: 'Weights too small and too large: the same network after 1200 steps',
  run(context) {
    const deep = (initialization: string) =>
      study(context, { hidden: [100, 100, 100, 100, 100], activation: 'tanh', initialization }, 0.1, 1200);
    return [
      { of: 'N(0, 0.01): training loss', band: around(2.3, 0.01), values: losses(deep('normal')), source: SOURCE },
      { of: 'N(0, 1): test accuracy', band: [0.5, 0.84], values: accuracies(deep('normal-unit')), source: SOURCE },
    ];
  },
};

export const thirtyLayers: Check = {
  id: 'P14',
  title: 'Thirty layers of 64 ReLU on optdigits, SGD 0.01, 1200 steps',
  run(context) {
    const source = 'He et al. 2015, Figure 3: Xavier stalls at 30 layers';
    const deep = (initialization: string) =>
      study(context, { hidden: Array(30).fill(64), activation: 'relu', initialization }, 0.01, 1200);
    const stalled = deep('xavier-normal');
    return [
      { of: 'He: test accuracy', band: [0.8, null], values: accuracies(deep('he-normal')), source },
      { of: 'Xavier: test accuracy', band: [null, 0.3], values: accuracies(stalled), source },
      { of: 'Xavier: training loss', band: [2.2, null], values: losses(stalled), source },
    ];
  },
};
