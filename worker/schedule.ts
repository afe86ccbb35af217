import type { Schedule as Settings } from '../shared/training/schedule.ts';
import { constant, stepDecay } from './engine/schedules.ts';

/** The learning rate of each optimizer step, and whether it stays put between drops worth a mark. */
export interface RateSchedule {
  /** The rate used at optimizer step 1, 2, 3 … */
  at(step: number): number;
  drops: boolean;
}

export function createSchedule(settings: Settings, rate: number, stepsPerEpoch: number): RateSchedule {
  if (settings.name === 'constant') return { at: constant(rate), drops: false };
  const schedule = stepDecay(rate, settings.every, settings.factor);
  const unit = settings.unit === 'epoch' ? stepsPerEpoch : 1;
  return { at: (step) => schedule(Math.floor((step - 1) / unit)), drops: true };
}
