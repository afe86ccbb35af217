import type { BrowserContextOptions } from 'playwright-core';
import { expect, test } from 'vitest';
import { axeFaults } from './support/axe-faults.ts';
import { eventually, startLossboard, withBrowser } from './support/browser.ts';

const browser = withBrowser();

/** A page of a server with two runs of scripts in a project. */
async function openPage(path: string, options: BrowserContextOptions = {}) {
  const server = await startLossboard();
  for (const id of ['first-net', 'second-net']) {
    await server.send('POST', '/runs', { id, name: id, project: 'digits', config: { rate: 1 } });
    await server.send('POST', `/runs/${id}/log`, { step: 1, metrics: { loss: 1 } });
  }
  const page = await browser.open(`${server.address}${path}`, options);
  return { page, server };
}

test('the palette finds runs, pages and commands by keyboard, remembers where one went, and has no axe fault', async () => {
  const { page } = await openPage('/datasets');
  const palette = page.getByRole('dialog', { name: 'Command palette' });
  await page.getByRole('heading', { name: 'Datasets' }).waitFor();

  await page.keyboard.press('Control+k');
  await palette.getByText('New run').waitFor();
  expect(await axeFaults(page)).toEqual([]);
  await page.keyboard.type('second');
  await palette.locator('[data-entry="run:second-net"]').waitFor();
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/runs\/second-net$/);
  expect(await palette.count()).toBe(0);

  await page.getByRole('button', { name: /^Search/ }).click();
  expect(await palette.locator('[data-entry]').first().textContent()).toContain('second-net');
  await page.keyboard.type('stop this');
  await eventually(() => palette.locator('[data-entry]').count()).toBe(1);
  await page.keyboard.press('Escape');
  await eventually(() => palette.count()).toBe(0);

  await page.keyboard.press('Control+k');
  await page.keyboard.type('light and dark');
  await eventually(() => palette.locator('[data-entry]').count()).toBe(1);
  await page.keyboard.press('Enter');
  await eventually(() => page.locator('html').getAttribute('data-theme')).toBe('dark');
});

test('a menu opens with the arrow keys, is walked and left by keyboard, leads somewhere, and has no axe fault', async () => {
  const { page } = await openPage('/datasets');
  const button = page.getByRole('button', { name: 'Projects' });
  const menu = page.getByRole('menu', { name: 'Projects' });

  await button.press('ArrowDown');
  await menu.getByRole('menuitem', { name: 'digits' }).waitFor();
  expect(await axeFaults(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await eventually(() => menu.count()).toBe(0);
  expect(await button.and(page.locator(':focus')).count()).toBe(1);

  await button.press('Enter');
  await menu.getByRole('menuitem', { name: 'digits' }).waitFor();
  await page.keyboard.type('dig');
  await eventually(() => page.locator(':focus').textContent()).toContain('digits');
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowDown');
  await eventually(() => page.locator(':focus').textContent()).toContain('All runs');
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/runs$/);
  await eventually(() => menu.count()).toBe(0);
});

test('the keyboard help lists what the page in front of it has, and keys do it', async () => {
  const { page } = await openPage('/runs');
  await page.getByRole('row', { name: /first-net/ }).waitFor();
  await page.keyboard.press('?');
  const help = page.getByRole('dialog', { name: 'Keyboard' });
  await help.getByText('Open the run').waitFor();
  expect(await axeFaults(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await eventually(() => help.count()).toBe(0);

  await page.keyboard.press('d');
  await page.waitForURL(/\/datasets$/);
  await page.getByRole('heading', { name: 'Datasets' }).waitFor();
  await page.keyboard.press('?');
  await help.getByText('New run').waitFor();
  expect(await help.getByText('Open the run').count()).toBe(0);
});

test('what an icon does is shown when it is pointed at or focused', async () => {
  const { page } = await openPage('/datasets');
  const tooltip = page.getByRole('tooltip');
  await page.getByRole('button', { name: 'Keyboard help' }).hover();
  await eventually(() => tooltip.textContent()).toContain('Keyboard');
  await page.mouse.move(500, 500);
  await eventually(() => tooltip.count()).toBe(0);

  await page.getByRole('button', { name: 'Keyboard help' }).focus();
  await page.keyboard.press('Tab');
  await tooltip.waitFor();
  expect(await tooltip.textContent()).toContain('Switch to dark');
  await page.keyboard.press('Escape');
  await eventually(() => tooltip.count()).toBe(0);
});

test('on a phone the bar is at the thumb, its menu opens above it, and the page is not covered by it', async () => {
  const { page } = await openPage('/runs', { viewport: { width: 390, height: 800 }, hasTouch: true, isMobile: true });
  const bar = page.getByRole('navigation', { name: 'Pages and actions' });
  const box = await bar.boundingBox();
  expect((box?.y ?? 0) + (box?.height ?? 0)).toBe(800);
  for (const each of await bar.locator('a, button').all())
    expect((await each.boundingBox())?.height).toBeGreaterThanOrEqual(44);

  await bar.getByRole('button', { name: 'More' }).tap();
  const menu = page.getByRole('menu', { name: 'More' });
  await menu.waitFor();
  const over = await menu.boundingBox();
  expect((over?.y ?? 0) + (over?.height ?? 0)).toBeLessThanOrEqual(box?.y ?? 0);
  expect((over?.x ?? 0) + (over?.width ?? 0)).toBeLessThanOrEqual(390);
  expect(await axeFaults(page)).toEqual([]);
  await menu.getByRole('menuitem', { name: 'Datasets' }).tap();
  await page.waitForURL(/\/datasets$/);

  await page.locator('[data-dataset]').last().waitFor();
  await page.evaluate('scrollTo(0, document.documentElement.scrollHeight)');
  const last = await page.locator('[data-dataset]').last().boundingBox();
  expect((last?.y ?? 0) + (last?.height ?? 0)).toBeLessThanOrEqual(box?.y ?? 0);
});
