/** Where a debiased moving average stands: enough to go on without a seam. */
export interface SmoothingState {
  last: number;
  count: number;
}

/**
 * One step of the debiased exponential moving average; `state` moves on. Values that are not finite
 * pass through and leave the average as it was.
 *
 * Source  Kingma & Ba (2015), arXiv:1412.6980, §3: dividing by 1 − weightᵗ undoes the start at zero
 */
export function smoothNext(state: SmoothingState, value: number, weight: number): number {
  if (!Number.isFinite(value)) return value;
  state.last = weight * state.last + (1 - weight) * value;
  state.count += 1;
  return state.last / (1 - weight ** state.count);
}
