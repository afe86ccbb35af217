import { tokenToHex } from '../core/oklch.ts';
import { ARROWS, type ArrowKind } from './arrows.ts';

/** What each arrow is, for its key. */
export const ARROW_WORDS: Record<ArrowKind, { label: string; title: string }> = {
  descent: {
    label: 'Gradient',
    title:
      'Down the gradient that the next step goes by: −α·g for plain and momentum methods, else its direction alone',
  },
  momentum: { label: 'Momentum', title: 'How far momentum alone would carry the next step: μ·u' },
  'look-ahead': { label: 'Look-ahead', title: 'To where Nesterov’s momentum takes its gradient: μ·u' },
  update: { label: 'Update', title: 'The next step' },
};

/** The tokens that arrows have their colours from. */
const ARROW_TOKENS: Record<ArrowKind, string> = {
  descent: '--bad',
  momentum: '--running',
  'look-ahead': '--running',
  update: '--good',
};

/** Their colours as they are now; read again when the theme changes. Black before the element is there. */
export function readArrowColors(element: Element | undefined): Record<ArrowKind, string> {
  const style = element && getComputedStyle(element);
  const colorOf = (kind: ArrowKind) =>
    style ? tokenToHex(style.getPropertyValue(ARROW_TOKENS[kind]).trim()) : '#000000';
  return Object.fromEntries(ARROWS.map((kind) => [kind, colorOf(kind)])) as Record<ArrowKind, string>;
}
