import { setImmediate as nextTurn } from 'node:timers/promises';

const MEMBERS_AT_ONCE = 1000;

/** The JSON text of an object whose first member has very many members itself, in pieces between which others are served. */
export async function* jsonPieces(
  name: string,
  members: Record<string, unknown>,
  others: Record<string, unknown>,
): AsyncGenerator<string> {
  yield `{${JSON.stringify(name)}:{`;
  const keys = Object.keys(members);
  for (let from = 0; from < keys.length; from += MEMBERS_AT_ONCE) {
    const piece = keys.slice(from, from + MEMBERS_AT_ONCE);
    const text = piece.map((key) => `${JSON.stringify(key)}:${JSON.stringify(members[key])}`).join();
    yield from === 0 ? text : `,${text}`;
    await nextTurn();
  }
  yield `},${JSON.stringify(others).slice(1)}`;
}
