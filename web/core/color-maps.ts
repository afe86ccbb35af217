import type { ThemeName } from './colors.ts';
import { oklchToHex } from './oklch.ts';

/** Lightness, chroma and hue in OKLCH. */
type Stop = readonly [number, number, number];

/** Little is close to the surface, much is far from it; lightness alone gives the order, so that every eye reads it. */
const SEQUENTIAL: Record<ThemeName, readonly Stop[]> = {
  light: [
    [0.97, 0.035, 112],
    [0.84, 0.12, 140],
    [0.67, 0.11, 188],
    [0.49, 0.11, 240],
    [0.31, 0.13, 285],
  ],
  dark: [
    [0.27, 0.09, 285],
    [0.42, 0.1, 245],
    [0.58, 0.1, 195],
    [0.76, 0.14, 145],
    [0.93, 0.15, 108],
  ],
};

/** Blue below the middle and orange above it, which no usual colour blindness mixes up. */
const DIVERGING: Record<ThemeName, readonly Stop[]> = {
  light: [
    [0.42, 0.14, 258],
    [0.72, 0.09, 252],
    [0.96, 0.008, 100],
    [0.75, 0.12, 62],
    [0.47, 0.13, 45],
  ],
  dark: [
    [0.83, 0.1, 245],
    [0.55, 0.12, 255],
    [0.26, 0.01, 215],
    [0.57, 0.12, 50],
    [0.86, 0.11, 75],
  ],
};

/** The `#rrggbb` of a share from 0 to 1 in a heat map. */
export function sequentialColor(share: number, theme: ThemeName): string {
  return between(SEQUENTIAL[theme], share);
}

/** The `#rrggbb` of a value from −1 to 1 that has a middle, such as a correlation. */
export function divergingColor(value: number, theme: ThemeName): string {
  return between(DIVERGING[theme], (value + 1) / 2);
}

/** Black or white, whichever stands out more on `#rrggbb`. Source: WCAG 2, relative luminance. */
export function inkOn(background: string): string {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(background.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  const MIDDLE = 0.179;
  return 0.2126 * r + 0.7152 * g + 0.0722 * b > MIDDLE ? '#000' : '#fff';
}

function between(stops: readonly Stop[], share: number): string {
  const at = Math.min(1, Math.max(0, share)) * (stops.length - 1);
  const index = Math.min(stops.length - 2, Math.floor(at));
  const [from, to] = [stops[index], stops[index + 1]];
  if (!from || !to) throw new RangeError(`A share is a number from 0 to 1, not ${share}.`);
  const part = at - index;
  const [l, c] = [from[0] + part * (to[0] - from[0]), from[1] + part * (to[1] - from[1])];
  return oklchToHex(l, c, hueBetween(from, to, part));
}

/** Through grey, which has no hue, the hue is that of the coloured end. */
function hueBetween(from: Stop, to: Stop, part: number): number {
  const GREY = 0.02;
  if (from[1] < GREY) return to[2];
  if (to[1] < GREY) return from[2];
  return from[2] + part * (to[2] - from[2]);
}
