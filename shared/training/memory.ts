import { convolutionSizes } from './convolutions.ts';
import type { TrainingConfig } from './launch.ts';
import type { Network } from './network.ts';
import type { Optimizer } from './optimizer.ts';
import { type DataShape, parameterCount } from './parameter-count.ts';

/** Memory for the tensors of a training: worker limits do not bound typed arrays. */
export const TENSOR_BUDGET_BYTES = 2 ** 30;
/** The inputs of a table as float64, before they are scaled: beyond this a thread would not have room to train. */
export const MAX_INPUT_BYTES = 2 ** 30;
/** Of an input, before it is scaled. */
export const INPUT_BYTES = 8;
/** Examples that are evaluated at once. */
export const EVALUATION_BATCH = 1000;

const FLOAT_BYTES = 4;

/** Blocks as large as the parameters that an optimizer keeps from step to step, at least. */
const STATE_BLOCKS: Record<Optimizer['name'], number> = {
  gd: 0,
  sgd: 0,
  momentum: 0,
  nesterov: 0,
  adagrad: 1,
  rmsprop: 1,
  adadelta: 2,
  adam: 2,
  adamw: 2,
  adamax: 2,
  nadam: 2,
  radam: 2,
  lion: 1,
  muon: 0,
  lbfgs: 0,
};

/**
 * The least that the tensors of a training take, in bytes: what stays throughout (parameters, their gradients, the
 * optimizer's state, the copy of the weights that layers are measured by), and what a batch of examples adds.
 */
export function leastTensorBytes(
  { network, optimizer, layersEvery }: Pick<TrainingConfig, 'network' | 'optimizer' | 'layersEvery'>,
  shape: DataShape,
  batch: number,
): { lasting: number; batch: number } {
  const parameters = parameterCount(network, shape);
  const copied = layersEvery > 0 ? parameters - vectorCount(network, shape) : 0;
  const lasting = FLOAT_BYTES * ((2 + STATE_BLOCKS[optimizer.name]) * parameters + copied);
  return { lasting, batch: FLOAT_BYTES * batch * outputCount(network, shape) };
}

/** Biases, and gains and shifts of normalization. */
function vectorCount({ convolutions, hidden, normalization }: Network, { outputs }: DataShape): number {
  return (normalization === 'none' ? 1 : 3) * sum([...convolutions, ...hidden]) + outputs;
}

/** Numbers that the forward pass of one example computes: the outputs of its convolutions and linear layers. */
function outputCount(network: Network, { outputs, image }: DataShape): number {
  const sizes = image ? convolutionSizes(network, image) : [];
  const convolved = sizes.map(({ convolved: [height, width] }, index) => {
    return height * width * (network.convolutions[index] ?? 0);
  });
  return sum(convolved) + sum(network.hidden) + outputs;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
