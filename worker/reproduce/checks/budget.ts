import { fallsEnough, isLevel, type Sample } from '../../engine/optimizers/line-search.ts';
import { around, type Check, type Finding } from '../check.ts';
import { descend, type Given, last, type Trained, trainOn } from '../train.ts';

export const rosenbrock: Check = {
  id: 'P19',
  title: 'Rosenbrock from (−1.2, 1): L-BFGS with strong Wolfe, and gradient descent',
  run() {
    const source = 'Nocedal & Wright 2006; PyTorch';
    const surface = { name: 'rosenbrock' };
    const quick = descend({ surface, optimizer: { name: 'lbfgs' }, length: { count: 60 } });
    const reached = quick.series.loss.findIndex((loss) => loss < 1e-8);
    const slow = descend({ surface, optimizer: { name: 'gd', learningRate: 1e-3 }, length: { count: 4200 } });
    const accepted = Array.from({ length: reached }, (_, i) => wolfe(quick.series, quick.steps, i + 1));
    return [
      {
        of: 'L-BFGS: evaluations until f < 1e-8',
        band: [1, 79],
        values: [quick.series['train/evaluations'][reached]],
        source,
      },
      {
        of: 'L-BFGS: steps of which both Wolfe conditions hold, of all',
        band: [1, 1],
        values: [accepted.filter(Boolean).length / reached],
        source,
      },
      {
        of: 'gradient descent at 0.001: steps until f < 0.01',
        band: around(3925, 2),
        values: [slow.series.loss.findIndex((loss) => loss < 0.01)],
        source,
      },
    ];
  },
};

/** Whether both conditions hold where the search of a step ended, by the values that were recorded. */
function wolfe(series: Record<string, number[]>, steps: Record<string, number[]>, step: number): boolean {
  const at = (key: string) => series[key]?.[steps[key]?.indexOf(step)] ?? Number.NaN;
  const sample = (trial: number): Sample => {
    const key = `line_search/${trial}`;
    return { at: at(`${key}/alpha`), value: at(`${key}/value`), slope: at(`${key}/slope`) };
  };
  const tried = Array.from({ length: at('line_search/evaluations') }, (_, i) => sample(i + 1));
  const ended = tried.find((each) => each.at === at('line_search/alpha'));
  return ended !== undefined && fallsEnough(ended, sample(0)) && isLevel(ended, sample(0));
}

const EXAMPLES = 10_000;

export const bottouBousquet: Check = {
  id: 'P19',
  title: 'What a budget buys: softmax regression on 10,000 of Fashion-MNIST from zero',
  isSlow: true,
  run(context) {
    const source = 'Bottou & Bousquet 2011; PyTorch';
    const { test, ...rest } = context.data.splits('fashion-mnist', EXAMPLES);
    // scored after every epoch, which for the whole set is a step
    const splits = { ...rest, validation: test, test: { ...test, count: 0 } };
    const fitted = (given: Given, seed: number) => {
      const network = { hidden: [], initialization: 'zero' };
      return trainOn(context, splits, { network, trainEvaluationEvery: 1, seed, ...given });
    };
    const sgd = context.seeds.map((seed) =>
      fitted(
        {
          optimizer: { name: 'sgd', learningRate: 0.05 },
          schedule: { name: 'inverse-time', k: 0.1 },
          batchSize: 32,
          length: { unit: 'epochs', count: 50 },
        },
        seed,
      ),
    );
    const lbfgs = fitted({ optimizer: { name: 'lbfgs', history: 10 }, length: { unit: 'steps', count: 200 } }, 1);
    const early = lbfgs.series['val/accuracy'][indexAt(lbfgs, 5)];
    const [trained, tested] = ['train/full_loss', 'val/loss'].map((key) => lbfgs.series[key][indexAt(lbfgs, 200)]);
    const finding = (of: string, band: Finding['band'], values: number[]): Finding => ({ of, band, values, source });
    return [
      finding(
        'accuracy of SGD less that of L-BFGS after 5 evaluations',
        [0.15, null],
        sgd.map(({ series }) => series['val/accuracy'][4] - early),
      ),
      finding(
        'training loss of L-BFGS after 200 evaluations beside SGD after 50',
        [null, 0.7],
        sgd.map((each) => trained / last(each, 'train/full_loss')),
      ),
      finding(
        'and test loss',
        [1.25, null],
        sgd.map((each) => tested / last(each, 'val/loss')),
      ),
    ];
  },
};

/** The last step that so many evaluations of the whole set pay for. */
function indexAt({ series }: Trained, budget: number): number {
  return series['train/evaluations'].findLastIndex((count) => count <= budget);
}
