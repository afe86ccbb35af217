import type { FieldError } from '../../shared/errors.ts';
import type { Run } from '../../shared/run.ts';
import { SurfaceLaunch } from '../../shared/training/job.ts';
import { Optimizer } from '../../shared/training/optimizer.ts';
import { Surface, SurfaceConfig } from '../../shared/training/surface.ts';
import { surfaceFaults } from '../../shared/training/surface-faults.ts';
import { fieldErrors, withDefaults } from '../../shared/validate.ts';
import { cloneSettings } from './clone-settings.ts';
import { JobForm, type OptimizerName } from './job-form.svelte.ts';
import { surfaceRates } from './surface-rates.ts';

type Draft = SurfaceLaunch & Record<string, unknown>;

const BEGIN = { surface: { name: 'beale' }, optimizer: { name: 'momentum', learningRate: 0.005 } };

/** The launch form of a descent on a surface. */
export class SurfaceForm extends JobForm<Draft> {
  readonly usualOptimizers = ['gd', 'momentum', 'nesterov', 'adagrad', 'rmsprop', 'adam', 'lbfgs'] as const;

  constructor(from?: Run) {
    super(SurfaceLaunch, from ? cloneSettings(from, Object.keys(SurfaceConfig.properties)) : BEGIN);
  }

  /** Chooses a surface, with its own start and bounds; rates that were not changed become those that suit it. */
  chooseSurface(surface: Surface): void {
    const untouched = this.optimizers.filter(({ name, learningRate }) => learningRate === this.#middleRate(name));
    this.set('/start', undefined);
    this.set('/bounds', undefined);
    this.set('/surface', surface);
    const { editing } = this;
    for (const { name } of untouched) {
      this.edit(name);
      this.set('/optimizer/learningRate', this.#middleRate(name));
    }
    this.edit(editing);
  }

  usualRates(name: OptimizerName): readonly [number, number] {
    return surfaceRates(this.draft.surface.name, name);
  }

  protected override usualSettings(name: OptimizerName): Optimizer {
    return withDefaults(Optimizer, { name, learningRate: this.#middleRate(name) });
  }

  protected override faults(draft: Draft): FieldError[] {
    const own = super.faults(draft);
    return own.length > 0 || fieldErrors(Surface, draft.surface).length > 0 ? own : surfaceFaults(draft);
  }

  protected subject(): string {
    return this.draft.surface.name;
  }

  #middleRate(name: OptimizerName): number {
    const [low, high] = this.usualRates(name);
    return Number(Math.sqrt(low * high).toPrecision(1));
  }
}
