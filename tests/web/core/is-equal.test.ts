import { describe, expect, test } from 'vitest';
import { createSteady, keepEqual } from '../../../web/core/is-equal.ts';

describe('what a page derives from its address', () => {
  const before = { grouping: { by: ['seed'] }, hidden: ['a', 'b'], zoom: 'none' };

  test('is the same object while all of it is equal', () => {
    expect(keepEqual(before, structuredClone(before))).toBe(before);
  });

  test('stays so from one change to the next', () => {
    const steady = createSteady<object>();
    const first = steady(before);
    expect(steady(structuredClone(before))).toBe(first);
    const second = steady({ ...structuredClone(before), zoom: 'all' }) as typeof before;
    expect([second.zoom, second.hidden]).toEqual(['all', before.hidden]);
    expect(second.hidden).toBe(before.hidden);
    expect(steady(structuredClone(second))).toBe(second);
  });

  test('keeps the parts that are equal when another one changes, comes or goes', () => {
    const { grouping, hidden } = before;
    const next = keepEqual<object>(before, { grouping: { by: ['seed'] }, hidden: ['a'], added: 1 }) as typeof before;
    expect(next).toEqual({ grouping: { by: ['seed'] }, hidden: ['a'], added: 1 });
    expect(next.grouping).toBe(grouping);
    expect(next.hidden).not.toBe(hidden);
  });
});
