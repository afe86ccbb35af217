import { sequentialColor } from '../core/color-maps.ts';
import type { ThemeName } from '../core/colors.ts';

/** How much of the heat map's colour the ground keeps: paths in their own colours lie on it. */
const STRENGTH: Record<ThemeName, number> = { light: 0.42, dark: 0.5 };

/** The colour of the ground at a share from 0, the lowest, to 1. */
export function groundColor(share: number, theme: ThemeName, surface: string): string {
  return mixed(sequentialColor(0.06 + 0.84 * share, theme), surface, STRENGTH[theme]);
}

/** `share` of the first colour, the rest of the second; both `#rrggbb`. */
function mixed(a: string, b: string, share: number): string {
  const channel = (hex: string, index: number) => Number.parseInt(hex.slice(1 + 2 * index, 3 + 2 * index), 16);
  const parts = [0, 1, 2].map((index) => Math.round(share * channel(a, index) + (1 - share) * channel(b, index)));
  return `#${parts.map((part) => part.toString(16).padStart(2, '0')).join('')}`;
}
