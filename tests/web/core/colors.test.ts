import { describe, expect, test } from 'vitest';
import { COLOR_COUNT, fullHex, mix, runColor, runDash, type ThemeName } from '../../../web/core/colors.ts';

const BACKGROUND = { light: '#ffffff', dark: '#151b1e' };

type Rgb = [number, number, number];

/** How eyes without red or green cones see a linear colour. Source: Machado, Oliveira & Fernandes (2009), severity 1. */
const SIGHT: Record<string, number[][]> = {
  usual: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protan: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deutan: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
};

function linear(hex: string): Rgb {
  const channel = (at: number) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return [channel(1), channel(3), channel(5)];
}

const times = (matrix: number[][], [r, g, b]: Rgb) =>
  matrix.map((row) => Math.min(1, Math.max(0, (row[0] ?? 0) * r + (row[1] ?? 0) * g + (row[2] ?? 0) * b))) as Rgb;

/** OKLab, in which distance is about what the eye tells. Source: Björn Ottosson (2020). */
function oklab([r, g, b]: Rgb): Rgb {
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

function contrast(a: string, b: string): number {
  const light = ([r, g, bl]: Rgb) => 0.2126 * r + 0.7152 * g + 0.0722 * bl;
  const [x, y] = [light(linear(a)), light(linear(b))];
  return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
}

describe.each<ThemeName>(['light', 'dark'])('in the %s theme', (theme) => {
  const colors = Array.from({ length: COLOR_COUNT }, (_, index) => runColor(index, theme));

  test('every run colour stands out from the page, at least 3 to 1', () => {
    for (const color of colors) expect(contrast(color, BACKGROUND[theme]), color).toBeGreaterThanOrEqual(3);
  });

  test.each(Object.keys(SIGHT))('any two run colours are told apart by %s eyes', (sight) => {
    const seen = colors.map((color) => oklab(times(SIGHT[sight] ?? [], linear(color))));
    seen.forEach(([l, a, b], index) => {
      for (const [l2, a2, b2] of seen.slice(index + 1))
        expect(Math.hypot(l - l2, a - a2, b - b2)).toBeGreaterThan(0.07);
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

test.each([
  [0, '#000000'],
  [0.5, '#804020'],
  [1, '#ff8040'],
])('a mix at %d', (share, expected) => {
  expect(mix('#000000', '#ff8040', share)).toBe(expected);
});

test.each([
  ['#fff', '#ffffff'],
  ['#1a2', '#11aa22'],
  ['#a1b2c3', '#a1b2c3'],
  ['system-ui', 'system-ui'],
])('%s is %s in full', (text, full) => {
  expect(fullHex(text)).toBe(full);
});
