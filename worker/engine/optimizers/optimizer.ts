import type { Floats } from '../floats.ts';
import type { Parameter, Parameters } from '../parameters.ts';

/** A run of parameters stepped alike, with the optimizer's own numbers for each element. */
export interface Slot {
  values: Floats;
  gradients: Floats;
  weightDecay: number;
  /** One block for each of the optimizer's state names. */
  state: Record<string, Floats>;
}

/** How strongly a parameter decays, given the optimizer's own setting; by default all alike. */
export type DecayRule = (parameter: Parameter, weightDecay: number) => number;

/**
 * Moves parameters against their gradients. Subclasses say what one step does to one slot.
 *
 * State  the number of steps taken and one block a state name, all of it in `save`
 */
export abstract class Optimizer {
  readonly slots: readonly Slot[];
  /** Steps taken. */
  steps = 0;

  constructor(
    parameters: Parameters,
    stateNames: readonly string[],
    { weightDecay = 0, decays }: { weightDecay?: number; decays?: DecayRule } = {},
  ) {
    const decayOf = (parameter: Parameter) => decays?.(parameter, weightDecay) ?? weightDecay;
    this.slots = parameters.segments(decayOf).map(({ values, gradients, group }) => ({
      values,
      gradients,
      weightDecay: group,
      state: Object.fromEntries(stateNames.map((name) => [name, parameters.engine.arena.lasting(values.length)])),
    }));
  }

  /** Takes one step along the gradients that the parameters hold. */
  step(learningRate: number): void {
    this.steps += 1;
    for (const slot of this.slots) this.update(slot, learningRate);
  }

  protected abstract update(slot: Slot, learningRate: number): void;
}
