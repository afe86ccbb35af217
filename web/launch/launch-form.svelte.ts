import type { Run } from '../../shared/run.ts';
import { holdSplit } from '../../shared/training/hold-split.ts';
import { LaunchRequest, TrainingConfig } from '../../shared/training/launch.ts';
import { cloneSettings } from './clone-settings.ts';
import { JobForm, type OptimizerName } from './job-form.svelte.ts';
import { USUAL_RATES } from './usual-rates.ts';

type Draft = LaunchRequest & Record<string, unknown>;

/** The launch form of a network on data. */
export class LaunchForm extends JobForm<Draft> {
  /** What most trainings begin with. */
  readonly usualOptimizers = ['sgd', 'momentum', 'rmsprop', 'adam', 'adamw', 'lion'] as const;

  #sameSplit = $state(true);
  /** Whether runs that are repeated with other seeds learn from the same examples; a split seed that is set sees to that. */
  readonly sameSplit = $derived(this.#sameSplit || this.draft.dataset.seed !== undefined);

  constructor(from?: Run) {
    super(LaunchRequest, from ? cloneSettings(from, Object.keys(TrainingConfig.properties)) : {});
  }

  usualRates(name: OptimizerName): readonly [number, number] {
    return USUAL_RATES[name];
  }

  setSameSplit(same: boolean): void {
    this.#sameSplit = same;
    if (!same) this.set('/dataset/seed', undefined);
  }

  /** Of several seeds, the first one draws the split for all. */
  override requests(stamp: string): Draft[] {
    const requests = super.requests(stamp);
    if (this.repeats === 1 || !this.sameSplit) return requests;
    const { dataset } = holdSplit(this.draft);
    return requests.map((body) => ({ ...body, dataset }));
  }

  protected subject(): string {
    return this.draft.dataset.name;
  }
}
