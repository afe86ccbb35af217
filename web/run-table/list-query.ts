import type { ListParameters } from './run-window.svelte.ts';

/** The query of a list as a body: what is named several times is a list. */
export function queryOf(parameters: ListParameters): Record<string, string | boolean | string[]> {
  const named = Map.groupBy(parameters, ([name]) => name);
  return Object.fromEntries(
    [...named].map(([name, given]) => {
      const [first = '', ...others] = given.map(([, value]) => value);
      if (name === 'archived') return [name, first === 'true'];
      return [name, others.length > 0 ? [first, ...others] : first];
    }),
  );
}
