import { describe, expect, test } from 'vitest';
import { COLOR_COUNT, runColor, runDash, type ThemeName } from '../../../web/core/colors.ts';
import { contrast, distance, linear, oklab, SIGHT, type Sight, seen } from '../support/eyes.ts';
import { tokenOf } from '../support/tokens.ts';

const EYES = Object.keys(SIGHT) as Sight[];
/** Distances in OKLab; 0.02 is about the least that is seen between patches that touch. */
const LEAST = { firstEight: 0.08, all: 0.045, usual: 0.11 };

/** The smallest distance between any two, and which two. */
function closest(colors: readonly string[], sight: Sight): { distance: number; pair: string } {
  const pairs = colors.flatMap((color, index) => colors.slice(index + 1).map((other) => [color, other] as const));
  const distances = pairs.map(([a, b]) => ({ distance: distance(seen(a, sight), seen(b, sight)), pair: `${a} ${b}` }));
  return distances.reduce((least, each) => (each.distance < least.distance ? each : least));
}

describe.each<ThemeName>(['light', 'dark'])('in the %s theme', (theme) => {
  const colors = Array.from({ length: COLOR_COUNT }, (_, index) => runColor(index, theme));

  test('every run colour stands out from page and cards, at least 3 to 1', () => {
    for (const color of colors) expect(contrast(color, tokenOf(theme, 'surface')), color).toBeGreaterThanOrEqual(3);
  });

  test('run colours are about equally light', () => {
    const lightness = colors.map((color) => oklab(linear(color))[0]);
    expect(Math.max(...lightness) - Math.min(...lightness)).toBeLessThan(0.19);
  });

  test.each(EYES)('the first eight run colours are well apart for %s eyes, and all twelve apart', (sight) => {
    const eight = closest(colors.slice(0, 8), sight);
    const all = closest(colors, sight);
    expect(eight.distance, eight.pair).toBeGreaterThan(LEAST.firstEight);
    expect(all.distance, all.pair).toBeGreaterThan(sight === 'usual' ? LEAST.usual : LEAST.all);
  });

  test('neighbours in the order are of hues at least 70 degrees apart', () => {
    const hues = colors.map((color) => oklab(linear(color))).map(([, a, b]) => (Math.atan2(b, a) * 180) / Math.PI);
    hues.slice(1).forEach((hue, index) => {
      const apart = Math.abs(((hue - (hues[index] ?? 0) + 540) % 360) - 180);
      expect(apart, `${colors[index]} ${colors[index + 1]}`).toBeGreaterThan(70);
    });
  });
});

test('a run keeps its hue over the themes, and dashes tell runs apart once colours repeat', () => {
  expect(COLOR_COUNT).toBeGreaterThanOrEqual(12);
  expect(runColor(COLOR_COUNT + 2, 'light')).toBe(runColor(2, 'light'));
  expect(runDash(2)).toEqual([]);
  expect(runDash(COLOR_COUNT + 2)).not.toEqual([]);
  expect(runDash(2 * COLOR_COUNT + 2)).not.toEqual(runDash(COLOR_COUNT + 2));
});
