import { describe, expect, test } from 'vitest';
import { divergingColor, sequentialColor } from '../../../web/core/color-maps.ts';
import type { ThemeName } from '../../../web/core/colors.ts';
import { contrast, distance, SIGHT, type Sight, seen } from '../support/eyes.ts';
import { tokenOf } from '../support/tokens.ts';

const EYES = Object.keys(SIGHT) as Sight[];
const SHARES = Array.from({ length: 21 }, (_, index) => index / 20);

describe.each<ThemeName>(['light', 'dark'])('in the %s theme', (theme) => {
  const away = theme === 'light' ? -1 : 1;

  test.each(EYES)('more is always further from the surface for %s eyes, in steps that are seen', (sight) => {
    const lightness = SHARES.map((share) => seen(sequentialColor(share, theme), sight)[0] * away);
    for (const [index, value] of lightness.slice(1).entries())
      expect(value - (lightness[index] ?? 0), `${SHARES[index]}`).toBeGreaterThan(0.015);
  });

  test.each(EYES)('below and above the middle are told apart for %s eyes, and equally far from it', (sight) => {
    const ends = [-1, 1].map((value) => seen(divergingColor(value, theme), sight));
    const middle = seen(divergingColor(0, theme), sight);
    const [low, high] = ends.map((end) => distance(end, middle));
    expect(distance(ends[0] ?? middle, ends[1] ?? middle)).toBeGreaterThan(0.12);
    expect(Math.abs((low ?? 0) - (high ?? 0))).toBeLessThan(0.1);
  });

  test('the most stands out from the surface, and what is out of range is drawn as the end', () => {
    expect(contrast(sequentialColor(1, theme), tokenOf(theme, 'surface'))).toBeGreaterThan(7);
    expect(sequentialColor(2, theme)).toBe(sequentialColor(1, theme));
    expect(divergingColor(-3, theme)).toBe(divergingColor(-1, theme));
    expect(() => sequentialColor(Number.NaN, theme)).toThrow('not NaN');
  });
});
