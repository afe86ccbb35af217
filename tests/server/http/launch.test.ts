import { describe, test } from 'vitest';
import { error, play, type Scenario, wrongField } from '../../support/scenarios.ts';

const scenarios: Scenario[] = [
  {
    name: 'launching with a misspelt setting',
    ask: ['POST', '/launch', { optimiser: { name: 'adam' } }],
    status: 400,
    body: wrongField('/optimiser'),
  },
  {
    name: 'launching with a setting of another optimizer',
    ask: ['POST', '/launch', { optimizer: { name: 'sgd', beta1: 0.9 } }],
    status: 400,
    body: wrongField('/optimizer/beta1'),
  },
  {
    name: 'launching with an unknown optimizer',
    ask: ['POST', '/launch', { optimizer: { name: 'perpetual-motion' } }],
    status: 400,
    body: wrongField('/optimizer/name'),
  },
  {
    name: 'launching with a wrong number',
    ask: ['POST', '/launch', { batchSize: 0 }],
    status: 400,
    body: wrongField('/batchSize'),
  },
  {
    name: 'launching with a loss that the data has no classes for',
    ask: ['POST', '/launch', { dataset: { name: 'line' }, loss: 'cross-entropy' }],
    status: 400,
    body: wrongField('/loss'),
  },
  {
    name: 'launching with the other loss for classes, likewise',
    ask: ['POST', '/launch', { dataset: { name: 'line' }, loss: 'bce' }],
    status: 400,
    body: wrongField('/loss'),
  },
  {
    name: 'launching convolutions on data without images',
    ask: ['POST', '/launch', { dataset: { name: 'moons' }, network: { convolutions: [8] } }],
    status: 400,
    body: wrongField('/network/convolutions'),
  },
  {
    name: 'launching more convolutions than images have room for',
    ask: ['POST', '/launch', { network: { convolutions: [8, 8, 8], stride: 2 } }],
    status: 400,
    body: wrongField('/network/convolutions'),
  },
  {
    name: 'launching as many without pooling',
    ask: ['POST', '/launch', { network: { convolutions: [8, 8, 8], stride: 2, pooling: 'none' } }],
    status: 201,
    body: { config: { network: { kernel: 3, stride: 2, pooling: 'none' } } },
  },
  {
    name: 'launching convolutions with a kernel that has no middle',
    ask: ['POST', '/launch', { network: { convolutions: [8], kernel: 4 } }],
    status: 400,
    body: wrongField('/network/kernel'),
  },
  {
    name: 'launching a line search along clipped gradients',
    ask: ['POST', '/launch', { optimizer: { name: 'lbfgs' }, clipNorm: 1 }],
    status: 400,
    body: wrongField('/clipNorm'),
  },
  {
    name: 'launching gradient descent that searches, likewise',
    ask: ['POST', '/launch', { optimizer: { name: 'gd', lineSearch: 'backtracking' }, clipValue: 1 }],
    status: 400,
    body: wrongField('/clipValue'),
  },
  {
    name: 'launching a line search with dropout',
    ask: ['POST', '/launch', { optimizer: { name: 'lbfgs' }, network: { dropout: 0.2 } }],
    status: 400,
    body: wrongField('/network/dropout'),
  },
  {
    name: 'launching with a warm-up longer than the run',
    ask: ['POST', '/launch', { schedule: { name: 'cosine', warmup: 11 } }],
    status: 400,
    body: wrongField('/schedule/warmup'),
  },
  {
    name: 'launching batch normalization with single examples',
    ask: ['POST', '/launch', { network: { normalization: 'batch' }, batchSize: 1 }],
    status: 400,
    body: wrongField('/batchSize'),
  },
  {
    name: 'launching a network that cannot fit in memory',
    ask: ['POST', '/launch', { network: { hidden: [8192, 8192, 8192] } }],
    status: 400,
    body: wrongField('/network/hidden'),
  },
  {
    name: 'launching on data that is unheard of',
    ask: ['POST', '/launch', { dataset: { name: 'absent' } }],
    status: 400,
    body: wrongField('/dataset/name'),
  },
  {
    name: 'launching on data that is not there',
    ask: ['POST', '/launch', { dataset: { name: 'fashion-mnist' } }],
    status: 422,
    body: error('dataset_unavailable'),
  },
  {
    name: 'launching with nothing but defaults',
    ask: ['POST', '/launch', {}],
    status: 201,
    body: {
      kind: 'training',
      project: 'default',
      seed: 1,
      config: {
        optimizer: { name: 'adam', learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0 },
        network: { hidden: [128], activation: 'relu' },
        length: { unit: 'epochs', count: 10 },
        batchSize: 64,
      },
    },
  },
  {
    name: 'launching a descent on a surface with nothing but its name',
    ask: ['POST', '/launch', { surface: { name: 'beale' } }],
    status: 201,
    body: {
      kind: 'training',
      config: {
        surface: { name: 'beale' },
        start: [0.7, 1.4],
        bounds: [
          [-2.25, 4.5],
          [-2.25, 2.25],
        ],
        optimizer: { name: 'adam' },
        length: { unit: 'steps', count: 300 },
        noise: 0,
      },
      progress: { step: 0, totalSteps: 300 },
    },
  },
  {
    name: 'launching a descent on a surface that is unheard of',
    ask: ['POST', '/launch', { surface: { name: 'everest' } }],
    status: 400,
    body: wrongField('/surface/name'),
  },
  {
    name: 'launching a descent with a setting of a network',
    ask: ['POST', '/launch', { surface: { name: 'beale' }, batchSize: 4 }],
    status: 400,
    body: wrongField('/batchSize'),
  },
  {
    name: 'launching a descent on a formula that is none',
    ask: ['POST', '/launch', { surface: { name: 'formula', text: 'x^2 + loss' } }],
    status: 400,
    body: wrongField('/surface/text'),
  },
  {
    name: 'launching a descent from a start of another dimension',
    ask: ['POST', '/launch', { surface: { name: 'beale' }, start: [1, 2, 3] }],
    status: 400,
    body: wrongField('/start'),
  },
  {
    name: 'launching it again is the same run',
    before: [['POST', '/launch', { id: 't1' }]],
    ask: ['POST', '/launch', { id: 't1' }],
    status: 200,
    body: { id: 't1' },
  },
  {
    name: 'a training run is not ended by a script',
    before: [['POST', '/launch', { id: 't1' }]],
    ask: ['PATCH', '/runs/t1', { state: 'finished' }],
    status: 409,
  },
  {
    name: 'nor logged to',
    before: [['POST', '/launch', { id: 't1' }]],
    ask: ['POST', '/runs/t1/log', { metrics: { a: 1 } }],
    status: 409,
  },
];

describe('launching over HTTP', () => {
  test.each(scenarios)('$ask.0 $ask.1: $name', (scenario) => play(scenario));
});
