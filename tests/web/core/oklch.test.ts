import { expect, test } from 'vitest';
import { oklchToHex, tokenToHex } from '../../../web/core/oklch.ts';

test.each([
  [1, 0, 0, '#ffffff'],
  [0, 0, 0, '#000000'],
  [0.627955, 0.257683, 29.2339, '#ff0000'],
  [0.86644, 0.294827, 142.4953, '#00ff00'],
  [0.452014, 0.313214, 264.052, '#0000ff'],
])('oklch(%d %d %d) is %s', (lightness, chroma, hue, hex) => {
  expect(oklchToHex(lightness, chroma, hue)).toBe(hex);
});

test.each([
  ['oklch(100% 0 0)', '#ffffff'],
  ['oklch(62.7955% .257683 29.2339)', '#ff0000'],
  ['oklch(0.627955 0.257683 29.2339deg)', '#ff0000'],
  ['#fff', '#ffffff'],
  ['#1a2', '#11aa22'],
  ['#a1b2c3', '#a1b2c3'],
  ['system-ui', 'system-ui'],
])('the token %s is %s', (text, hex) => {
  expect(tokenToHex(text)).toBe(hex);
});
