import type { TrainingConfig } from '../../shared/training/launch.ts';
import type { Optimizer as OptimizerSettings } from '../../shared/training/optimizer.ts';
import type { Floats } from '../engine/floats.ts';
import type { Sequential } from '../engine/layers/sequential.ts';
import type { Optimizer } from '../engine/optimizers/optimizer.ts';
import { fitsOptimizer, restoreOptimizer } from '../engine/state.ts';
import type { Checkpoint } from './checkpoint.ts';

interface Target {
  config: TrainingConfig;
  model: Sequential;
  optimizer: Optimizer;
}

/** Settings by which an optimizer keeps other numbers, or the same ones with another meaning. */
const KINDS = ['name', 'form', 'lineSearch', 'amsgrad', 'centered'] as const;

/**
 * Puts into a model what of a checkpoint has the same name and size there, and into its optimizer the state where it
 * is the same optimizer over the same parameters. Returns in words what was left as it was.
 */
export function restoreFitting(target: Target, { place, state }: Checkpoint, withOptimizer: boolean): string[] {
  const { config, model, optimizer } = target;
  const left = [
    ...putByName(
      model.parameters.all.map(({ name, value }) => [name, value.data] as const),
      state.parameters,
    ),
    ...putByName(
      [...model.buffers].map(([name, tensor]) => [name, tensor.data] as const),
      state.buffers,
    ),
  ];
  const known = new Set([...model.parameters.all.map(({ name }) => name), ...model.buffers.keys()]);
  const unused = [...Object.keys(state.parameters), ...Object.keys(state.buffers)].filter((name) => !known.has(name));
  const unfit = left.map(({ name, have, need }) =>
    have === undefined
      ? `"${name}" is not in the checkpoint and starts anew`
      : `"${name}" has ${have} numbers in the checkpoint where ${need} belong, and starts anew`,
  );
  if (unused.length > 0) unfit.push(`the network has no ${unused.map((name) => `"${name}"`).join(', ')}`);
  if (!withOptimizer) return unfit;
  const fits =
    left.length === 0 && isSameKind(config.optimizer, place.config.optimizer) && fitsOptimizer(optimizer, state);
  if (fits) restoreOptimizer(optimizer, state);
  else
    unfit.push(`the state of ${place.config.optimizer.name} does not fit ${config.optimizer.name}, which starts anew`);
  return unfit;
}

interface Left {
  name: string;
  have: number | undefined;
  need: number;
}

function putByName(blocks: readonly (readonly [string, Floats])[], saved: Record<string, Floats>): Left[] {
  return blocks.flatMap(([name, block]) => {
    const values = saved[name];
    if (values?.length !== block.length) return [{ name, have: values?.length, need: block.length }];
    block.set(values);
    return [];
  });
}

function isSameKind(one: OptimizerSettings, other: OptimizerSettings): boolean {
  const settingOf = (settings: object, key: string) => (settings as Record<string, unknown>)[key];
  return KINDS.every((key) => settingOf(one, key) === settingOf(other, key));
}
