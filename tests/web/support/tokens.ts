import { readFileSync } from 'node:fs';
import type { ThemeName } from '../../../web/core/colors.ts';
import { tokenToHex } from '../../../web/core/oklch.ts';

const CSS = readFileSync(new URL('../../../web/styles/tokens.css', import.meta.url), 'utf8').replace(
  /\/\*.*?\*\//gs,
  '',
);
const [LIGHT = '', DARK = ''] = CSS.split(':root[data-theme="dark"]');
const declared = (css: string) => [...css.matchAll(/--([\w-]+):\s*([^;]+);/g)].map(([, name, value]) => [name, value]);
const TOKENS: Record<ThemeName, Record<string, string>> = {
  light: Object.fromEntries(declared(LIGHT)),
  dark: Object.fromEntries([...declared(LIGHT), ...declared(DARK)]),
};

/** A colour token of a theme as `#rrggbb`. */
export function tokenOf(theme: ThemeName, name: string): string {
  const value = TOKENS[theme][name] ?? '';
  const [, other] = /^var\(--([\w-]+)\)$/.exec(value) ?? [];
  return other ? tokenOf(theme, other) : tokenToHex(value);
}
