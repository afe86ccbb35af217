import { expect, test } from 'vitest';
import { type Box, place } from '../../../../web/run-page/graph/placing.ts';
import { rowsOf } from '../../../../web/run-page/graph/rows.ts';
import { GRAPH } from './networks.ts';

const placed = (open: string[]) => place(rowsOf(GRAPH, new Set(open)));
const bottom = (box: Box | undefined) => (box ? box.top + box.height : Number.NaN);
const holds = (outer: Box, inner: Box) =>
  inner.left >= outer.left &&
  inner.top >= outer.top &&
  inner.left + inner.width <= outer.left + outer.width &&
  bottom(inner) <= bottom(outer);
const overlap = (a: Box, b: Box) =>
  a.left < b.left + b.width && b.left < a.left + a.width && a.top < bottom(b) && b.top < bottom(a);

test('what is computed from a box lies below it', () => {
  const { rows } = placed([]);
  for (const [from, to] of [
    ['input', 'a'],
    ['a', 'b'],
    ['b', 'b-block'],
    ['b-block', 'loss'],
  ] as const)
    expect(rows.get(to)?.top).toBeGreaterThan(bottom(rows.get(from)));
});

test.each([[[]], [['b']], [['a', 'b', 'b-block', 'loss']]])(
  'with %j open no boxes overlap, and frames hold theirs',
  (open) => {
    const graph = rowsOf(GRAPH, new Set(open));
    const { rows, frames, width, height } = place(graph);
    const boxes = [...rows.values()];
    for (const [index, box] of boxes.entries()) {
      expect(holds({ left: 0, top: 0, width, height }, box)).toBe(true);
      expect(boxes.slice(index + 1).filter((other) => overlap(box, other))).toEqual([]);
    }
    for (const { frame, box } of frames) {
      const inside = [...graph.frameOf].filter(([, key]) => key === frame.key).map(([row]) => rows.get(row) as Box);
      expect(inside.every((each) => holds(box, each))).toBe(true);
      const outer = frames.find((each) => each.frame.key === frame.parent);
      if (outer) expect(holds(outer.box, box)).toBe(true);
    }
  },
);

test('a residual branch passes beside the layers that it jumps over', () => {
  const { rows, paths } = placed([]);
  const { left = 0, width = 0 } = rows.get('b') ?? {};
  const branch = paths.find(({ key }) => key === 'a → b-block');
  const xs = [...(branch?.path.matchAll(/[MQL ](\d+\.\d) \d+\.\d/g) ?? [])].map(([, x]) => Number(x));
  expect(xs.some((x) => x < left || x > left + width)).toBe(true);
});
