import {
  isAlike,
  isSameOptimizer,
  misfitsOf,
  type NamedShape,
  optimizerMisfit,
} from '../../shared/training/fitting.ts';
import type { Job } from '../../shared/training/job.ts';
import type { Floats } from '../engine/floats.ts';
import type { Optimizer } from '../engine/optimizers/optimizer.ts';
import { fitsOptimizer, restoreOptimizer, type Stateful } from '../engine/state.ts';
import type { Checkpoint } from './checkpoint.ts';

interface Target {
  config: Pick<Job, 'optimizer'>;
  model: Pick<Stateful, 'parameters' | 'buffers'>;
  optimizer: Optimizer;
}

/** An array that a saved one is put into. */
interface Block extends NamedShape {
  data: Floats;
}

/**
 * Puts into a model what of a checkpoint has the same name and shape there, and into its optimizer the state where it
 * is the same optimizer over the same parameters. Returns in words what was left as it was.
 */
export function restoreFitting(
  { config, model, optimizer }: Target,
  { place, state, shapes = {} }: Checkpoint,
  withOptimizer: boolean,
): string[] {
  const saved: Block[] = [
    ...Object.entries(state.parameters).map(([name, data]) => blockOf(name, data, shapes[name])),
    ...Object.entries(state.buffers).map(([name, data]) => blockOf(name, data)),
  ];
  const needed: Block[] = [
    ...model.parameters.all.map(({ name, value }) => blockOf(name, value.data, value.shape)),
    ...Array.from(model.buffers, ([name, { data }]) => blockOf(name, data)),
  ];
  const byName = new Map(saved.map((each) => [each.name, each]));
  for (const block of needed) {
    const found = byName.get(block.name);
    if (found && isAlike(block, found)) block.data.set(found.data);
  }
  const unfit = misfitsOf(needed, saved);
  if (!withOptimizer) return unfit;
  const fits =
    unfit.length === 0 && isSameOptimizer(config.optimizer, place.config.optimizer) && fitsOptimizer(optimizer, state);
  if (!fits) return [...unfit, optimizerMisfit(place.config.optimizer, config.optimizer)];
  restoreOptimizer(optimizer, state);
  return unfit;
}

function blockOf(name: string, data: Floats, shape?: readonly number[]): Block {
  return { name, data, length: data.length, ...(shape && { shape }) };
}
