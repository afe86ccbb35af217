/**
 * How many threads each training may compute in, the longest first: one, and while a core is idle a second one where the
 * training takes so many.
 */
export function threadsOf(most: readonly number[], cores: number): number[] {
  let idle = cores - most.length;
  return most.map((count) => {
    const further = Math.max(0, Math.min(count - 1, idle));
    idle -= further;
    return 1 + further;
  });
}
