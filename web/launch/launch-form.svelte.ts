import type { Run } from '../../shared/run.ts';
import { LaunchRequest, TrainingConfig } from '../../shared/training/launch.ts';
import { cloneSettings } from './clone-settings.ts';
import { JobForm, type OptimizerName } from './job-form.svelte.ts';
import { USUAL_RATES } from './usual-rates.ts';

type Draft = LaunchRequest & Record<string, unknown>;

/** The launch form of a network on data. */
export class LaunchForm extends JobForm<Draft> {
  /** What most trainings begin with. */
  readonly usualOptimizers = ['sgd', 'momentum', 'rmsprop', 'adam', 'adamw', 'lion'] as const;

  constructor(from?: Run) {
    super(LaunchRequest, from ? cloneSettings(from, Object.keys(TrainingConfig.properties)) : {});
  }

  usualRates(name: OptimizerName): readonly [number, number] {
    return USUAL_RATES[name];
  }

  protected subject(): string {
    return this.draft.dataset.name;
  }
}
