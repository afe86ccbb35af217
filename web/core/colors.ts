/**
 * Twelve run colours a theme, distinct in normal, protan and deutan sight and with a contrast of at
 * least 3:1 to the page. An index has the same hue in both themes.
 */
const PALETTE = {
  light: [
    '#5174c4', '#9f3501', '#0e6549', '#a44b79', '#ab9017', '#4b1f7e',
    '#579bc2', '#72130b', '#60996c', '#7c34a7', '#a36826', '#343e4d',
  ],
  dark: [
    '#a6c2ff', '#f6845c', '#66b292', '#f896c6', '#f9dd73', '#956ed2',
    '#bfe4fb', '#c86556', '#abe6b6', '#cb84fc', '#f4b474', '#7c8799',
  ],
} as const; // biome-ignore format: colours read better as rows

/** Dash patterns, in CSS pixels: the first is solid, the others distinguish runs once colours repeat. */
const DASHES: readonly (readonly number[])[] = [[], [6, 3], [2, 3], [8, 3, 2, 3]];

/** The hue of each colour of the palette, in words: alike ones are told apart beside each other, not across a chart. */
const HUES = [
  'blue', 'red', 'green', 'pink', 'yellow', 'violet',
  'blue', 'red', 'green', 'violet', 'yellow', 'grey',
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

/** `#rrggbb` with an alpha from 0 to 1. */
export function withAlpha(hex: string, alpha: number): string {
  return `${hex}${Math.round(alpha * 255)
    .toString(16)
    .padStart(2, '0')}`;
}

/** The `#rrggbb` that lies at `share` of the way from one to another. */
export function mix(from: string, to: string, share: number): string {
  const channel = (hex: string, at: number) => Number.parseInt(hex.slice(1 + 2 * at, 3 + 2 * at), 16);
  const mixed = [0, 1, 2].map((at) => Math.round(channel(from, at) + share * (channel(to, at) - channel(from, at))));
  return `#${mixed.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
}

/** `#abc` as `#aabbcc`, the way a minifier may have shortened it; any other text as it is. */
export function fullHex(text: string): string {
  return text.replace(/^#(.)(.)(.)$/, '#$1$1$2$2$3$3');
}
