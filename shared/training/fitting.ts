import type { Optimizer } from './optimizer.ts';

/** An array by its name: its shape, or its length alone where no shape was saved. */
export interface NamedShape {
  name: string;
  length: number;
  shape?: readonly number[];
}

/** Settings by which an optimizer keeps other numbers, or the same ones with another meaning. */
const KINDS = ['name', 'form', 'lineSearch', 'amsgrad', 'centered'] as const;

/**
 * What of a saved state does not fit a network, in words: arrays that have no counterpart of the same name and size
 * are initialized anew, saved ones without one are left out.
 */
export function misfitsOf(needed: readonly NamedShape[], saved: readonly NamedShape[]): string[] {
  const byName = new Map(saved.map((each) => [each.name, each]));
  const known = new Set(needed.map(({ name }) => name));
  const anew = needed.flatMap((each) => {
    const found = byName.get(each.name);
    if (!found) return [`${each.name} ${textOf(each)} is not in the checkpoint: initialized anew`];
    return isAlike(each, found) ? [] : [`${each.name} ${textOf(found)} ≠ ${textOf(each)}: initialized anew`];
  });
  const unused = saved.flatMap((each) => (known.has(each.name) ? [] : [`${each.name} ${textOf(each)}`]));
  return unused.length === 0 ? anew : [...anew, `not in this network, left out: ${unused.join(', ')}`];
}

/** Whether an array takes the values of another: the same numbers in another shape would mean something else. */
export function isAlike(one: NamedShape, other: NamedShape): boolean {
  const isSameShape = !one.shape || !other.shape || one.shape.join() === other.shape.join();
  return one.length === other.length && isSameShape;
}

/** Whether the state of an optimizer with these settings means the same to one with those. */
export function isSameOptimizer(one: Optimizer, other: Optimizer): boolean {
  const settingOf = (settings: object, key: string) => (settings as Record<string, unknown>)[key];
  return KINDS.every((key) => settingOf(one, key) === settingOf(other, key));
}

/** Why an optimizer begins without the saved state of another. */
export function optimizerMisfit(saved: Optimizer, now: Optimizer): string {
  const isOther = saved.name !== now.name;
  return isOther
    ? `optimizer ${saved.name} ≠ ${now.name}: its state begins anew`
    : `the state of ${now.name} does not fit its parameters or settings: it begins anew`;
}

function textOf({ shape, length }: NamedShape): string {
  return shape && shape.length > 0 ? shape.join('×') : `(${length})`;
}
