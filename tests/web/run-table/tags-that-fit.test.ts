import { expect, test } from 'vitest';
import { tagsThatFit } from '../../../web/run-table/tags-that-fit.ts';

test('as many tags as have room are shown whole, with room for the count of the others', () => {
  const tags = ['baseline', 'wide', 'seed=3', 'a much longer tag than the others'];
  expect(tagsThatFit(tags, 600)).toBe(4);
  expect(tagsThatFit(tags, 160)).toBe(2);
  expect(tagsThatFit(tags, 120)).toBe(1);
  expect(tagsThatFit(tags.slice(0, 2), 110)).toBe(2);
});

test('the first tag is there however long it is: its chip ends in an ellipsis', () => {
  expect(tagsThatFit(['x'.repeat(64), 'b'], 100)).toBe(1);
  expect(tagsThatFit([], 100)).toBe(0);
});
