import { Method, type Method as MethodOf, Pruner, type Pruner as PrunerOf } from '../../shared/studies/study.ts';

interface Variant {
  title: string;
  description: string;
  properties: { name: { const: string } };
}

/** The variants of a tagged union with what its schema says of them. */
export function variantsOf<N extends string>(union: object): { value: N; label: string; title: string }[] {
  return (union as { anyOf: Variant[] }).anyOf.map(({ title, description, properties }) => ({
    value: properties.name.const as N,
    label: title,
    title: description,
  }));
}

export const METHODS = variantsOf<MethodOf['name']>(Method);
export const PRUNERS = variantsOf<PrunerOf['name']>(Pruner);
export const METHOD_NAMES = Object.fromEntries(METHODS.map(({ value, label }) => [value, label]));
export const PRUNER_NAMES = Object.fromEntries(PRUNERS.map(({ value, label }) => [value, label]));
