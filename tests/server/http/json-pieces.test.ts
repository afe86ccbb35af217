import { expect, test } from 'vitest';
import { jsonPieces } from '../../../server/http/json-pieces.ts';

async function piecesOf(members: Record<string, unknown>): Promise<string[]> {
  const pieces: string[] = [];
  for await (const piece of jsonPieces('series', members, { rev: 7, more: null })) pieces.push(piece);
  return pieces;
}

test.each([0, 1, 999, 1000, 1001, 2500])('the pieces of %i members are the text of one object', async (count) => {
  const members = Object.fromEntries(
    Array.from({ length: count }, (_, index) => [`"${index}" ü`, { last: 'NaN', index }]),
  );
  const text = (await piecesOf(members)).join('');
  expect(text).toBe(JSON.stringify({ series: members, rev: 7, more: null }));
});

test('others are served between the pieces of very many members', async () => {
  const members = Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`key ${index}`, index]));
  const order: string[] = [];
  setImmediate(() => order.push('another'));
  for await (const _ of jsonPieces('series', members, { rev: 7 })) order.push('piece');
  expect(order.indexOf('another')).toBeGreaterThan(0);
  expect(order.indexOf('another')).toBeLessThan(order.length - 1);
});
