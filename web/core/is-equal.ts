/** Whether two values that JSON has are equal. */
export function isEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const [left, right] = [a as Record<string, unknown>, b as Record<string, unknown>];
  const names = Object.keys(left);
  return (
    names.length === Object.keys(right).length &&
    names.every((name) => name in right && isEqual(left[name], right[name]))
  );
}

/** `next`, in which each field is that of `before` where they are equal; `before` itself where all are. What derives from one field then rests while others change. */
export function keepEqual<T extends object>(before: T, next: T): T {
  if (isEqual(before, next)) return before;
  const names = Object.keys(next) as (keyof T)[];
  const kept = names.map((name) => [name, isEqual(before[name], next[name]) ? before[name] : next[name]]);
  return Object.fromEntries(kept) as T;
}

/** A function that gives back what it gave before while its argument is equal to that, with `keepEqual` otherwise. */
export function createSteady<T extends object>(): (next: T) => T {
  let held: T | undefined;
  return (next) => {
    held = held === undefined ? next : keepEqual(held, next);
    return held;
  };
}
