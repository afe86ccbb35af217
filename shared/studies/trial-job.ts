import type { TSchema } from 'typebox';
import { AnyJob } from '../training/job.ts';
import { variantOf, withDefaults } from '../validate.ts';
import type { Parameter, Values } from './parameter.ts';

type Json = Record<string, unknown>;
type Node = TSchema & {
  properties?: Record<string, Node>;
  discriminator?: { propertyName: string };
};

/** The JSON pointers that a parameter may have: no part of them is an empty or a dangerous name. */
export const POINTER =
  /^(\/(?!__proto__$|__proto__\/|constructor$|constructor\/|prototype$|prototype\/)[A-Za-z0-9_-]+)+$/;

/** The job of a trial, with its defaults: what all share, with the values of the trial. It need not be valid. */
export function trialJob(base: Json, parameters: readonly Parameter[], values: Values): Json {
  const job = withDefaults<Json>(AnyJob, base);
  const given = parameters.filter(({ at }) => Object.hasOwn(values, at));
  const [variants, settings] = [
    given.filter(({ at }) => isVariant(job, at)),
    given.filter(({ at }) => !isVariant(job, at)),
  ];
  for (const { at } of [...variants, ...settings]) setValue(job, at, values[at]);
  return withDefaults<Json>(AnyJob, job);
}

/**
 * Sets the value at a pointer. Where that makes a part of the job another variant, such as another optimizer, the part begins
 * anew: settings of the former one mean something else there.
 */
function setValue(job: Json, pointer: string, value: unknown): void {
  const keys = pointer.split('/').slice(1);
  const last = keys.pop() ?? '';
  let at = job;
  for (const key of keys) {
    const next = at[key];
    at[key] = typeof next === 'object' && next !== null ? next : {};
    at = at[key] as Json;
  }
  if (isVariant(job, pointer) && !Object.is(at[last], value)) for (const key of Object.keys(at)) delete at[key];
  at[last] = structuredClone(value);
}

/** Whether a pointer names the variant of a part of the job, such as `/optimizer/name`. */
function isVariant(job: Json, pointer: string): boolean {
  const keys = pointer.split('/').slice(1);
  const last = keys.pop();
  const part = keys.reduce<Node | undefined>((node, key) => node?.properties?.[key], variantOf(AnyJob, job) as Node);
  return last !== undefined && part?.discriminator?.propertyName === last;
}
