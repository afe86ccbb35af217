import type { TrainingConfig } from '../../shared/training/launch.ts';
import type { Splits } from '../data/examples.ts';
import type { Floats } from '../engine/floats.ts';
import type { KernelHost } from '../engine/kernels.ts';
import type { Sequential } from '../engine/layers/sequential.ts';
import { Engine } from '../engine/tensor.ts';
import { createModel } from '../training/model.ts';
import { createObjective, type Objective } from '../training/objective.ts';

/** What of a network is learned or collected while it is trained, by name. */
export interface Weights {
  parameters: Record<string, Floats>;
  buffers: Record<string, Floats>;
}

/** The network of a run with its data: what an inspector looks at, with the weights of any checkpoint. */
export interface Subject {
  config: TrainingConfig;
  splits: Splits;
  engine: Engine;
  model: Sequential;
  /** Without label smoothing, as evaluations are. */
  objective: Objective;
  /** Before the first step. */
  initial: Weights;
}

export function createSubject(config: TrainingConfig, splits: Splits, host: KernelHost): Subject {
  const engine = new Engine(host);
  const model = createModel(engine, config.network, splits, config.seed);
  const objective = createObjective(engine, { ...config, labelSmoothing: 0 }, splits);
  return { config, splits, engine, model, objective, initial: weightsOf(model) };
}

/** A copy of a network's weights. */
export function weightsOf({ parameters, buffers }: Sequential): Weights {
  return {
    parameters: Object.fromEntries(parameters.all.map(({ name, value }) => [name, value.data.slice()])),
    buffers: Object.fromEntries([...buffers].map(([name, tensor]) => [name, tensor.data.slice()])),
  };
}

/**
 * Puts weights into a network.
 *
 * @throws {RangeError} when they are those of another network
 */
export function putWeights({ parameters, buffers }: Sequential, weights: Weights): void {
  for (const { name, value } of parameters.all) put(value.data, weights.parameters[name], name);
  for (const [name, tensor] of buffers) put(tensor.data, weights.buffers[name], name);
}

function put(block: Floats, values: Floats | undefined, name: string): void {
  if (values?.length !== block.length)
    throw new RangeError(`"${name}" has ${values?.length ?? 'no'} numbers where ${block.length} belong`);
  block.set(values);
}
