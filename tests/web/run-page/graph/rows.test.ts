import { expect, test } from 'vitest';
import { rowsOf } from '../../../../web/run-page/graph/rows.ts';
import { GRAPH } from './networks.ts';

const text = (open: string[]) => {
  const { rows, edges, frames, frameOf } = rowsOf(GRAPH, new Set(open));
  return {
    rows: rows.map(({ key }) => (frameOf.has(key) ? `${key} in ${frameOf.get(key)}` : key)),
    edges: edges.map(({ from, to }) => `${from} → ${to}`),
    frames: frames.map(({ key, parent }) => (parent === null ? key : `${key} in ${parent}`)),
  };
};

test('closed layers are boxes, and a residual block is a frame around its own', () => {
  expect(text([])).toEqual({
    rows: ['input', 'a', 'b in block b-block', 'b-block in block b-block', 'loss'],
    edges: ['input → a', 'a → b', 'a → b-block', 'b → b-block', 'b-block → loss'],
    frames: ['block b-block'],
  });
});

test('an open layer is a frame around its operations, within that of its block', () => {
  expect(text(['b'])).toEqual({
    rows: ['input', 'a', 'b/3 in open b', 'b/4 in open b', 'b/5 in open b', 'b-block in block b-block', 'loss'],
    edges: [
      'input → a',
      'a → b/3',
      'a → b/4',
      'b/3 → b/4',
      'b/4 → b/5',
      'a → b-block',
      'b/5 → b-block',
      'b-block → loss',
    ],
    frames: ['block b-block', 'open b in block b-block'],
  });
});

test('an operation carries the parameters and constants that it takes, the batch comes from its own row', () => {
  const { rows } = rowsOf(GRAPH, new Set(['a', 'loss']));
  const taken = rows.flatMap((row) => (row.kind === 'operation' ? [row.given.map(({ label }) => label)] : []));
  expect(taken).toEqual([['a.weight'], ['input']]);
});
