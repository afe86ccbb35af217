export type Rgb = [number, number, number];

/** How eyes see a linear colour, some without red, green or blue cones. Source: Machado, Oliveira & Fernandes (2009), severity 1. */
export const SIGHT: Readonly<Record<'usual' | 'protan' | 'deutan' | 'tritan', number[][]>> = {
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
  tritan: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};
export type Sight = keyof typeof SIGHT;

/** `#rrggbb` in linear light, each channel from 0 to 1. */
export function linear(hex: string): Rgb {
  const channel = (at: number) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return [channel(1), channel(3), channel(5)];
}

/** OKLab, in which distance is about what the eye sees. Source: Björn Ottosson (2020). */
export function oklab([r, g, b]: Rgb): Rgb {
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

/** A colour as OKLab, seen with some eyes. */
export function seen(hex: string, sight: Sight): Rgb {
  const [r, g, b] = linear(hex);
  const mixed = SIGHT[sight].map((row) => (row[0] ?? 0) * r + (row[1] ?? 0) * g + (row[2] ?? 0) * b);
  return oklab(mixed.map((value) => Math.min(1, Math.max(0, value))) as Rgb);
}

/** Distance in OKLab. */
export function distance([l, a, b]: Rgb, [l2, a2, b2]: Rgb): number {
  return Math.hypot(l - l2, a - a2, b - b2);
}

/** Contrast as WCAG defines it, from 1 to 21. */
export function contrast(first: string, second: string): number {
  const light = ([r, g, b]: Rgb) => 0.2126 * r + 0.7152 * g + 0.0722 * b;
  const [x, y] = [light(linear(first)), light(linear(second))];
  return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
}
