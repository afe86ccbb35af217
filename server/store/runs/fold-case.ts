import type { Db } from '../sqlite.ts';

/** Gives SQL `fold(X)`: a text in lower case in every alphabet, anything else as it is. */
export function addFold(db: Db): void {
  db.function('fold', { deterministic: true }, (value) => (typeof value === 'string' ? value.toLowerCase() : value));
}
