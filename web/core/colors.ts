/**
 * Twelve run colours a theme, about equally light, so that none shouts, and at least 3:1 to the page. The first eight
 * stay apart for eyes without red, green or blue cones; neighbours have far hues. An index has the same hue in both
 * themes. Found by a search over OKLCH for the largest smallest distance.
 */
const PALETTE = {
  light: [
    '#456de7', '#f26915', '#06a87b', '#c45db4', '#7a6000', '#9c80f8',
    '#0e7177', '#c0285f', '#879702', '#8f419d', '#178db7', '#ae7241',
  ],
  dark: [
    '#6d80f0', '#db6243', '#1dc77b', '#c06b9f', '#c3a202', '#a2a0ff',
    '#0ed9f0', '#fda2bc', '#b2d03e', '#df83dd', '#47a8c6', '#f59562',
  ],
} as const; // biome-ignore format: colours read better as rows

/** Dash patterns, in CSS pixels: the first is solid, the others distinguish runs once colours repeat. Those with more ink come first. */
const DASHES: readonly (readonly number[])[] = [[], [12, 2.5], [12, 2.5, 2.5, 2.5], [4, 2.5]];

/** The hue of each colour of the palette, in words: alike ones are told apart beside each other, not across a chart. */
const HUES = [
  'blue', 'orange', 'green', 'pink', 'yellow', 'violet',
  'cyan', 'red', 'green', 'violet', 'blue', 'orange',
] as const; // biome-ignore format: rows as in the palette

export type ThemeName = keyof typeof PALETTE;
export const COLOR_COUNT = PALETTE.light.length;
export const DASH_COUNT = DASHES.length;

/** The hue of a colour index. */
export function hueOf(index: number): string {
  return HUES[index % HUES.length] ?? HUES[0];
}

/** The colour that stays with a run: `index` is its `color`. */
export function runColor(index: number, theme: ThemeName): string {
  return PALETTE[theme][index % COLOR_COUNT] ?? PALETTE[theme][0];
}

/** The dash pattern of a run whose colour index is past the palette's end; solid before. */
export function runDash(index: number): number[] {
  return [...(DASHES[Math.floor(index / COLOR_COUNT) % DASHES.length] ?? [])];
}

/** A dash for a stroke that is too short for it, as in a legend. */
export function shortDash(dash: readonly number[]): number[] {
  return dash.map((part) => part / 2);
}

/** `#rrggbb` with an alpha from 0 to 1. */
export function withAlpha(hex: string, alpha: number): string {
  return `${hex}${Math.round(alpha * 255)
    .toString(16)
    .padStart(2, '0')}`;
}
