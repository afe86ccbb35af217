/** A mapping nested deeper, such as one within itself, is handed on as it is, which is no number. */
const MAX_LEVELS = 64;

/**
 * Each value with its path, joined by slashes: of `{ train: { loss: 1 } }` it is `train/loss`. A value that cannot be read,
 * such as by a getter that throws, throws where it is used, and costs its neighbours nothing.
 */
export function* flatten(metrics: object, prefix = '', level = 0): Generator<[path: string, use: () => unknown]> {
  for (const key of Object.keys(metrics)) {
    const path = prefix + key;
    try {
      const value = (metrics as Record<string, unknown>)[key];
      if (level < MAX_LEVELS && isNested(value)) yield* flatten(value, `${path}/`, level + 1);
      else yield [path, () => value];
    } catch (error) {
      yield [
        path,
        () => {
          throw error;
        },
      ];
    }
  }
}

/** A plain object; an instance of a class is a value of its own. */
function isNested(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
