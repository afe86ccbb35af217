import { expect, test, vi } from 'vitest';
import { Theme } from '../../../web/core/theme.svelte.ts';

/** A reader's browser: what the system prefers, and what was kept from the last visit. */
function visit(dark: boolean, kept = new Map<string, string>()) {
  const listeners: ((event: { matches: boolean }) => void)[] = [];
  const media = { matches: dark, addEventListener: vi.fn((_, listener) => listeners.push(listener)) };
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  };
  const theme = new Theme(storage, media as unknown as MediaQueryList);
  const turn = (matches: boolean) => {
    for (const listener of listeners) listener({ matches });
  };
  return { theme, kept, turn };
}

test('the theme follows the system until the reader chooses', () => {
  const { theme, turn, kept } = visit(true);
  expect(theme.choice).toBe('system');
  expect(kept.size).toBe(0);

  turn(false);
  expect(theme.choice).toBe('system');
});

test('what the reader chose is kept for the next visit, whatever the system says', () => {
  const { theme, kept } = visit(true);
  theme.toggle();
  expect(theme.choice).toBe('light');

  expect(visit(true, kept).theme.choice).toBe('light');
});

test('a frame in another page has the theme that its address asks for, and changes no choice', () => {
  const { theme, kept } = visit(true);
  theme.asked = 'light';
  expect(theme.current).toBe('light');
  theme.asked = null;
  expect(theme.choice).toBe('system');
  expect(kept.size).toBe(0);
});
