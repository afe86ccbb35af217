import type { LayerPlan } from '../engine/layers/layer.ts';
import type { Sequential } from '../engine/layers/sequential.ts';
import { sizeOf } from '../engine/shape.ts';
import type { Batches } from './batches.ts';

/**
 * Refuses a training in which a batch norm would receive one value a feature, which has no variance. The check runs
 * before the first step, because such a batch comes only at the end of an epoch.
 *
 * @throws {RangeError} when training would come to such a batch; names the examples, the batch size and what to change
 */
export function refuseSingleExamples(model: Sequential, batches: Batches, examples: number, totalSteps: number): void {
  const { size, lastSize, perEpoch } = batches;
  const dealt = size === 1 || (lastSize === 1 && totalSteps >= perEpoch);
  const norm = dealt && flat(model.layers).find(needsSeveral);
  if (!norm) return;
  const words = `batch norm ${norm.name} needs at least 2 examples a batch, and `;
  if (examples === 1) {
    throw new RangeError(`${words}there is 1 training example: choose smaller validation and test shares`);
  }
  const counts = `${examples} training examples in batches of ${size}`;
  if (size === 1) throw new RangeError(`${words}these are ${counts}: choose another batch size`);
  throw new RangeError(`${words}${counts} leave a last one of 1: choose lastBatch: drop, or another batch size`);
}

function flat(layers: readonly LayerPlan[]): LayerPlan[] {
  return layers.flatMap((layer) => [layer, ...flat(layer.inner ?? [])]);
}

/** Images of more than one pixel have several values a feature even alone. */
function needsSeveral({ kind, inputShape }: LayerPlan): boolean {
  return kind === 'batch norm' && sizeOf(inputShape) === inputShape.at(-1);
}
