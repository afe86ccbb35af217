import type { Floats } from './floats.ts';
import type { Optimizer } from './optimizers/optimizer.ts';
import type { Parameters } from './parameters.ts';

/** What a training changes from step to step besides its optimizer: a model, or a point on a surface. */
export interface Stateful {
  readonly parameters: Parameters;
  /** What is not learned, by name. */
  readonly buffers: ReadonlyMap<string, { data: Floats }>;
  /** Its stream of random numbers. */
  readonly random: { position: number };
}

/** Everything a training needs to continue as if it had not stopped, as plain arrays. */
export interface TrainingState {
  parameters: Record<string, Floats>;
  buffers: Record<string, Floats>;
  optimizer: { steps: number; slots: Record<string, Floats>[]; extra: Floats };
  /** The gradients at the parameters, where the optimizer goes on from them instead of having them evaluated. */
  gradients?: Record<string, Floats>;
  /** Position of the stream of random numbers, such as that of dropout. */
  randomPosition: number;
}

/** A copy of the model's and the optimizer's state. */
export function saveState(model: Stateful, optimizer: Optimizer): TrainingState {
  return {
    parameters: Object.fromEntries(model.parameters.all.map(({ name, value }) => [name, value.data.slice()])),
    buffers: Object.fromEntries([...model.buffers].map(([name, tensor]) => [name, tensor.data.slice()])),
    optimizer: {
      steps: optimizer.steps,
      slots: optimizer.slots.map(({ state }) => mapValues(state, (block) => block.slice())),
      extra: optimizer.extra.slice(),
    },
    randomPosition: model.random.position,
    ...(optimizer.knownLoss !== null && {
      gradients: Object.fromEntries(model.parameters.all.map(({ name, gradient }) => [name, gradient.data.slice()])),
    }),
  };
}

/**
 * Puts a saved state back, bit by bit.
 *
 * @throws {RangeError} when it belongs to another model or optimizer
 */
export function restoreState(model: Stateful, optimizer: Optimizer, saved: TrainingState): void {
  for (const { name, value } of model.parameters.all) put(value.data, saved.parameters[name], name);
  for (const [name, tensor] of model.buffers) put(tensor.data, saved.buffers[name], name);
  restoreOptimizer(optimizer, saved);
  model.random.position = saved.randomPosition;
  trustGradients(model, optimizer, saved);
}

/**
 * Puts saved gradients back, where there are some, as those at the parameters as they are.
 *
 * @throws {RangeError} when they belong to another model
 */
export function trustGradients(
  model: Pick<Stateful, 'parameters'>,
  optimizer: Optimizer,
  { gradients }: TrainingState,
): void {
  if (!gradients) return;
  for (const { name, gradient } of model.parameters.all) put(gradient.data, gradients[name], name);
  optimizer.trustGradients();
}

/**
 * Puts the saved state of an optimizer back, without the gradients that it may have held.
 *
 * @throws {RangeError} when it belongs to another one, or to other parameters
 */
export function restoreOptimizer(optimizer: Optimizer, { optimizer: saved }: TrainingState): void {
  optimizer.slots.forEach(({ state }, index) => {
    for (const [name, block] of Object.entries(state)) put(block, saved.slots[index]?.[name], name);
  });
  optimizer.steps = saved.steps;
  optimizer.extra = saved.extra;
}

/** Whether a saved state has the blocks that the optimizer keeps, each of the same length. */
export function fitsOptimizer({ slots }: Optimizer, { optimizer: saved }: TrainingState): boolean {
  return (
    slots.length === saved.slots.length &&
    slots.every(({ state }, index) =>
      Object.entries(state).every(([name, block]) => saved.slots[index]?.[name]?.length === block.length),
    )
  );
}

function put(block: Floats, saved: Floats | undefined, name: string): void {
  if (saved?.length !== block.length) {
    throw new RangeError(`state "${name}" has ${saved?.length ?? 'no'} numbers where ${block.length} belong`);
  }
  block.set(saved);
}

function mapValues<A, B>(record: Record<string, A>, convert: (value: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, convert(value)]));
}
