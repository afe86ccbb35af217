import { expect, test } from 'vitest';
import type { CheckpointPlace } from '../../../shared/training/checkpoint-head.ts';
import { LaunchRequest, type TrainingConfig } from '../../../shared/training/launch.ts';
import { withDefaults } from '../../../shared/validate.ts';
import { gradients } from '../../../worker/engine/autodiff.ts';
import { initialize } from '../../../worker/engine/init.ts';
import { batchNorm } from '../../../worker/engine/layers/batch-norm.ts';
import { linear } from '../../../worker/engine/layers/linear.ts';
import { Sequential } from '../../../worker/engine/layers/sequential.ts';
import { dropout } from '../../../worker/engine/layers/simple.ts';
import { crossEntropy } from '../../../worker/engine/losses.ts';
import { Adadelta } from '../../../worker/engine/optimizers/adadelta.ts';
import { Adagrad } from '../../../worker/engine/optimizers/adagrad.ts';
import { Adam } from '../../../worker/engine/optimizers/adam.ts';
import { Adamax } from '../../../worker/engine/optimizers/adamax.ts';
import { HeavyBall } from '../../../worker/engine/optimizers/heavy-ball.ts';
import { Lbfgs } from '../../../worker/engine/optimizers/lbfgs.ts';
import { Lion } from '../../../worker/engine/optimizers/lion.ts';
import { Muon } from '../../../worker/engine/optimizers/muon.ts';
import { Nadam } from '../../../worker/engine/optimizers/nadam.ts';
import type { Optimizer } from '../../../worker/engine/optimizers/optimizer.ts';
import { Radam } from '../../../worker/engine/optimizers/radam.ts';
import { Rmsprop } from '../../../worker/engine/optimizers/rmsprop.ts';
import { Sgd } from '../../../worker/engine/optimizers/sgd.ts';
import { SteepestDescent } from '../../../worker/engine/optimizers/steepest-descent.ts';
import type { Parameters } from '../../../worker/engine/parameters.ts';
import { Generator } from '../../../worker/engine/rng.ts';
import { restoreState, saveState } from '../../../worker/engine/state.ts';
import type { Engine } from '../../../worker/engine/tensor.ts';
import { decodeCheckpoint, encodeCheckpoint } from '../../../worker/training/checkpoint.ts';
import { ENGINES, numbers } from './support.ts';

const X = numbers(40, 1);
const TARGETS = [0, 1, 2, 0, 1, 2, 0, 1];

interface Training {
  model: Sequential;
  optimizer: Optimizer;
  step(): number;
}

function training(engine: Engine, create: (parameters: Parameters) => Optimizer, seed: number): Training {
  const layers = [linear('layer1', 7, 'tanh'), batchNorm('norm'), dropout('drop', 0.2), linear('output', 3)];
  const model = new Sequential(engine, [5], layers, new Generator(9, 'dropout'));
  const init = new Generator(seed, 'init');
  for (const { role, value } of model.parameters.all) if (role === 'weight') initialize(value, 'xavier-normal', init);
  const optimizer = create(model.parameters);
  const evaluate = () =>
    engine.scope(() => {
      const loss = crossEntropy(model.forward(engine.tensor(X, [8, 5]), 'train'), TARGETS);
      gradients(loss, model.parameters.tensors);
      return loss.item;
    });
  const step = () => {
    const loss = evaluate();
    optimizer.step(0.01, evaluate);
    return loss;
  };
  return { model, optimizer, step };
}

const OPTIMIZERS: [string, (parameters: Parameters) => Optimizer][] = [
  ['momentum', (p) => new Sgd(p, { momentum: 0.9, dampening: 0.5 })],
  ['lecture momentum', (p) => new HeavyBall(p)],
  ['AdaGrad', (p) => new Adagrad(p, { learningRateDecay: 0.1 })],
  ['RMSProp', (p) => new Rmsprop(p, { centered: true, momentum: 0.9 })],
  ['Adadelta', (p) => new Adadelta(p)],
  ['AMSGrad', (p) => new Adam(p, { amsgrad: true })],
  ['Adamax', (p) => new Adamax(p)],
  ['NAdam', (p) => new Nadam(p)],
  ['RAdam', (p) => new Radam(p)],
  ['Lion', (p) => new Lion(p)],
  ['Muon', (p) => new Muon(p)],
  ['L-BFGS', (p) => new Lbfgs(p, { history: 3 })],
  ['steepest descent', (p) => new SteepestDescent(p)],
];

const place: CheckpointPlace = {
  run: 'r1',
  step: 5,
  config: withDefaults<TrainingConfig>(LaunchRequest, {}),
  loader: { batch: 0, orderPosition: 0 },
  seq: 1,
};

test.each(
  ENGINES.flatMap(([kernels, createEngine]) =>
    OPTIMIZERS.map(([name, create]) => [kernels, name, createEngine, create] as const),
  ),
)('on %s, %s goes on from a checkpoint bit by bit', (_, __, createEngine, create) => {
  const first = training(createEngine(), create, 1);
  for (let i = 0; i < 5; i++) first.step();
  const { state: saved } = decodeCheckpoint(
    encodeCheckpoint({
      place,
      state: saveState(first.model, first.optimizer),
      schedule: new Float64Array(),
      memory: null,
    }),
  );
  const expected = Array.from({ length: 5 }, first.step);

  const second = training(createEngine(), create, 2);
  second.step();
  restoreState(second.model, second.optimizer, saved);
  expect(Array.from({ length: 5 }, second.step)).toEqual(expected);
});

test('a state of another model is refused, naming what does not fit', () => {
  const [, createEngine] = ENGINES[0];
  const { model, optimizer } = training(createEngine(), (p) => new Sgd(p), 1);
  const saved = saveState(model, optimizer);
  expect(() => restoreState(model, optimizer, { ...saved, parameters: {} })).toThrow(
    /"layer1.weight" has no numbers where 35/,
  );
});
