import type { Floats } from '../floats.ts';
import type { Parameter, Parameters } from '../parameters.ts';

/** A run of parameters stepped alike, with the optimizer's own numbers for each element. */
export interface Slot {
  values: Floats;
  gradients: Floats;
  weightDecay: number;
  /** One block for each of the optimizer's state names. */
  state: Record<string, Floats>;
  parameters: readonly Parameter[];
}

/** How strongly a parameter decays, given the optimizer's own setting; by default all alike. */
export type DecayRule = (parameter: Parameter, weightDecay: number) => number;

/** Decays weights but neither biases nor the gains of normalization. */
export const weightsOnly: DecayRule = ({ role }, weightDecay) => (role === 'weight' ? weightDecay : 0);

export interface DecaySettings {
  weightDecay?: number;
  decays?: DecayRule;
}

/** The loss at the parameters as they are now, their gradients renewed: for optimizers that search along a line. */
export type Evaluate = () => number;

/**
 * Moves parameters against their gradients. Subclasses define what one step does to one slot.
 *
 * State  the number of steps taken and one block a state name; `extra` for what else there is
 */
export abstract class Optimizer {
  readonly slots: readonly Slot[];
  /** Steps taken. */
  steps = 0;
  /** How much of the past a step keeps: momentum, or β₁ of Adam's kin. A schedule may move it from step to step. */
  momentum = 0;
  /** Whether the loss at the same parameters is another one each time, as with dropout: then no evaluation stands for another. */
  isLossRandom = false;
  readonly #decays: DecayRule | undefined;

  constructor(
    parameters: Parameters,
    stateNames: readonly string[],
    { weightDecay = 0, decays }: DecaySettings = {},
    separate = false,
  ) {
    this.#decays = decays;
    const decayOf = (parameter: Parameter) => decays?.(parameter, weightDecay) ?? weightDecay;
    const runs = separate
      ? parameters.all.flatMap((one) => parameters.segments((each) => each === one).filter(({ group }) => group))
      : parameters.segments(decayOf);
    this.slots = runs.map(({ values, gradients, parameters: members }) => ({
      values,
      gradients,
      parameters: members,
      weightDecay: decayOf(members[0]),
      state: Object.fromEntries(stateNames.map((name) => [name, parameters.engine.arena.lasting(values.length)])),
    }));
  }

  /**
   * The loss at the parameters as they are, where the last step left it together with its gradients in the
   * parameters; null where both have to be evaluated.
   */
  get knownLoss(): number | null {
    return null;
  }

  /** Sets how strongly parameters decay from the next step on. Those that one slot holds decay alike from the start on. */
  set weightDecay(weightDecay: number) {
    for (const slot of this.slots) slot.weightDecay = this.#decays?.(slot.parameters[0], weightDecay) ?? weightDecay;
  }

  /** Called when the parameters hold the gradients that belong to a restored state. */
  trustGradients(): void {}

  /** Takes one step along the gradients that the parameters hold; `loss` is the one that they belong to. */
  step(learningRate: number, _evaluate?: Evaluate, _loss?: number): void {
    this.steps += 1;
    for (const slot of this.slots) this.update(slot, learningRate);
  }

  /** State beyond the slots' blocks, to be saved and restored with them. */
  get extra(): Floats {
    return new Float64Array();
  }
  set extra(_saved: Floats) {}

  protected abstract update(slot: Slot, learningRate: number): void;
}
