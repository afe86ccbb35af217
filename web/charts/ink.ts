import { tokenToHex } from '../core/oklch.ts';

/** The page's tokens that a canvas cannot read by itself; colours as `#rrggbb`. */
export interface Ink {
  text: string;
  /** Names beside lines. */
  label: string;
  grid: string;
  axis: string;
  accent: string;
  surface: string;
  font: string;
}

/** Reads the tokens as they are now; read again when the theme changes. */
export function readInk(element: Element): Ink {
  const style = getComputedStyle(element);
  const token = (name: string) => tokenToHex(style.getPropertyValue(name).trim());
  return {
    text: token('--ink-3'),
    label: token('--ink-2'),
    grid: token('--line'),
    axis: token('--line-strong'),
    accent: token('--accent'),
    surface: token('--surface'),
    font: token('--font'),
  };
}
