import fc from 'fast-check';
import { expect, test } from 'vitest';
import { COLOR_COUNT, hueOf } from '../../../web/core/colors.ts';
import { withDistinctColors } from '../../../web/runs/distinct-colors.ts';
import { aRun } from '../support/fakes.ts';

const colored = (colors: readonly number[]) =>
  withDistinctColors(colors.map((color, index) => aRun({ id: `r${index}`, color }))).map(({ color }) => color);

test('whatever colours runs have, the first six differ in hue, the first twelve in colour, the first 48 in their line', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(1023), { maxLength: 48 }), (colors) => {
      const shown = colored(colors);
      expect(new Set(shown.slice(0, 6).map(hueOf)).size).toBe(Math.min(6, shown.length));
      expect(new Set(shown.slice(0, 12).map((color) => color % COLOR_COUNT)).size).toBe(Math.min(12, shown.length));
      expect(new Set(shown).size).toBe(shown.length);
    }),
  );
});

test('a run keeps its colour unless one before it has a like one, and also when one behind it leaves', () => {
  expect(colored([3, 1, 2])).toEqual([3, 1, 2]);
  expect(colored([3, 1])).toEqual([3, 1]);
  const [first, second] = colored([0, 10]);
  expect(first).toBe(0);
  expect(second).not.toBe(10);
});

test('beyond twelve runs, one keeps its colour where others are added, in another dash', () => {
  const thirty = colored(Array.from({ length: 30 }, (_, index) => index));
  expect(thirty.map((color) => color % COLOR_COUNT)).toEqual(
    Array.from({ length: 30 }, (_, index) => index % COLOR_COUNT),
  );
});

test('more runs than there are lines are drawn all the same', () => {
  expect(colored(Array(100).fill(5))).toHaveLength(100);
});

test('a colour set by hand stays, wherever its run stands, and the others differ from it', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ color: fc.nat(1023), colorSetByHand: fc.boolean() }), { maxLength: 12 }),
      (choices) => {
        const runs = choices.map((choice, index) => aRun({ id: `r${index}`, ...choice }));
        const shown = withDistinctColors(runs);
        const byHand = runs.filter(({ colorSetByHand }) => colorSetByHand);
        expect(shown.filter(({ colorSetByHand }) => colorSetByHand)).toEqual(byHand);
        const given = new Set(byHand.map(({ color }) => color % COLOR_COUNT));
        const others = shown.filter(({ colorSetByHand }) => !colorSetByHand).map(({ color }) => color % COLOR_COUNT);
        expect(new Set([...given, ...others]).size).toBe(given.size + others.length);
      },
    ),
  );
});

test('an automatic colour gives way to a like one that was set by hand further down', () => {
  const [first, second] = withDistinctColors([
    aRun({ id: 'a', color: 0 }),
    aRun({ id: 'b', color: 0, colorSetByHand: true }),
  ]);
  expect(second?.color).toBe(0);
  expect(hueOf(first?.color ?? 0)).not.toBe(hueOf(0));
});
