import { describe, expect, test } from 'vitest';
import type { ThemeName } from '../../../web/core/colors.ts';
import { contrast } from '../support/eyes.ts';
import { tokenOf } from '../support/tokens.ts';

const GROUNDS = ['paper', 'surface', 'raised', 'hover'];
const STATES = ['accent', 'running', 'good', 'warn', 'bad'];

describe.each<ThemeName>(['light', 'dark'])('in the %s theme', (theme) => {
  test.each(GROUNDS)('every ink and state is read on %s, at least 4.5 to 1', (ground) => {
    for (const ink of ['ink-1', 'ink-2', 'ink-3', ...STATES])
      expect(contrast(tokenOf(theme, ink), tokenOf(theme, ground)), ink).toBeGreaterThanOrEqual(4.5);
  });

  test.each(STATES)('%s is read on its soft background', (state) => {
    expect(contrast(tokenOf(theme, state), tokenOf(theme, `${state}-soft`))).toBeGreaterThanOrEqual(4.5);
  });

  test.each(['accent-fill', 'accent-fill-strong'])('the text of a button is read on %s', (fill) => {
    expect(contrast(tokenOf(theme, 'on-accent'), tokenOf(theme, fill))).toBeGreaterThanOrEqual(
      fill === 'accent-fill' ? 4.5 : 3.5,
    );
  });

  test('all inks are read on what is quiet or sunken', () => {
    for (const ground of ['quiet-soft', 'sunken'])
      for (const ink of ['ink-1', 'ink-2', 'ink-3'])
        expect(contrast(tokenOf(theme, ink), tokenOf(theme, ground)), `${ink} ${ground}`).toBeGreaterThanOrEqual(4.5);
  });

  test('the edge of a field stands out from where it lies, at least 3 to 1', () => {
    for (const ground of ['paper', 'surface'])
      expect(contrast(tokenOf(theme, 'line-control'), tokenOf(theme, ground)), ground).toBeGreaterThanOrEqual(3);
  });
});
