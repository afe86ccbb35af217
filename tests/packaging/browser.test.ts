import { chmodSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../client/support/run-fixture.ts';
import { findBrowser } from '../support/find-browser.ts';

function program(folder: string, name: string, mode = 0o755): string {
  const path = join(folder, name);
  writeFileSync(path, '#!/bin/sh\n');
  chmodSync(path, mode);
  return path;
}

test('the named browser is taken, whatever else is there', () => {
  const folder = temporaryFolder();
  program(folder, 'chromium');
  const mine = program(folder, 'my-browser');

  expect(findBrowser({ PATH: folder, LOSSBOARD_BROWSER: mine })).toBe(mine);
});

test('a name that is no program is refused by name', () => {
  const notes = program(temporaryFolder(), 'notes.txt', 0o644);

  expect(() => findBrowser({ LOSSBOARD_BROWSER: notes })).toThrow(notes);
  expect(() => findBrowser({ LOSSBOARD_BROWSER: '/nowhere/chrome' })).toThrow('/nowhere/chrome');
});

test('the PATH is searched for Chromium first, then Chrome, in any of its folders', () => {
  const [first, second] = [temporaryFolder(), temporaryFolder()];
  const chrome = program(first, 'google-chrome');
  const PATH = ['', '/nowhere', first, second].join(delimiter);
  expect(findBrowser({ PATH })).toBe(chrome);

  const chromium = program(second, 'chromium');
  expect(findBrowser({ PATH })).toBe(chromium);
});
