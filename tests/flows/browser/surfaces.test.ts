import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { axeFaults } from './support/axe-faults.ts';
import { eventually, startLossboard, withBrowser } from './support/browser.ts';

const browser = withBrowser();

/** How many pixels of the picture above the ground are drawn: paths, arrows, marks. */
function inkOf(page: Page): Promise<number> {
  return page.evaluate<number>(`(() => {
    const canvas = document.querySelectorAll('[aria-roledescription="surface"] canvas')[1];
    const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
    return pixels.filter((value, at) => at % 4 === 3 && value > 0).length;
  })()`);
}

test('three optimizers are launched on Beale, and their steps are walked through', { timeout: 90_000 }, async () => {
  const server = await startLossboard();
  const page = await browser.open(`${server.address}/new`);
  await page.getByRole('radio', { name: 'A surface' }).check();
  await page.getByRole('radio', { name: 'Beale' }).check();
  await page.getByRole('img', { name: /^The surface, with the start at \(0\.7, 1\.4\)/ }).waitFor();
  for (const name of ['Nesterov', 'Adam'])
    await page.getByRole('checkbox', { name: `Launch with ${name}`, exact: true }).check();
  expect(await axeFaults(page)).toEqual([]);
  await page.getByRole('button', { name: 'Launch 3 runs' }).click();

  const plot = page.getByRole('group', { name: /^Beale: / });
  await plot.waitFor();
  const table = page.getByRole('region', { name: 'Runs at the shown step' });
  await eventually(() => plot.getAttribute('aria-label')).toMatch(/step 300\.$/);
  await eventually(async () => (await table.locator('tbody tr').allTextContents()).length).toBe(3);
  const arrived = async () =>
    (await table.locator('tbody').textContent())?.match(/\((2\.9|3\.0)\d*, 0\.\d+\)/g)?.length;
  await eventually(arrived).toBe(3);
  expect(await axeFaults(page)).toEqual([]);

  await plot.focus();
  await page.keyboard.press('Home');
  for (let step = 0; step < 3; step++) await page.keyboard.press('ArrowRight');
  await eventually(() => plot.getAttribute('aria-label')).toMatch(/step 3\.$/);
  await eventually(async () => new URL(page.url()).searchParams.get('at')).toBe('3');
  const keys = page.getByRole('group', { name: 'Arrows of the next step' });
  const withArrows = await inkOf(page);
  for (const name of ['Gradient', 'Momentum', 'Look-ahead', 'Update']) await keys.getByLabel(name).uncheck();
  await eventually(() => inkOf(page).then((ink) => ink < withArrows)).toBe(true);

  await plot.focus();
  await page.keyboard.press(' ');
  await page.getByRole('button', { name: 'Pause' }).waitFor();
  await eventually(() => plot.getAttribute('aria-label')).not.toMatch(/step 3\.$/);
  await page.keyboard.press(' ');
  await page.getByRole('button', { name: 'Play' }).waitFor();

  await page.getByRole('button', { name: 'Fit', exact: true }).click();
  await page.getByRole('button', { name: 'Whole' }).click();
  await page.getByRole('button', { name: 'More of this picture' }).click();
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: 'SVG' }).click(),
  ]);
  expect(readFileSync(await file.path(), 'utf8')).toMatch(/^<svg .*<path d="M/s);
});

test('a line search shows where both conditions hold, a formula is corrected as it is typed', {
  timeout: 90_000,
}, async () => {
  const server = await startLossboard();
  const { status } = await server.send('POST', '/launch', {
    ...{ id: 'search', surface: { name: 'formula', text: '0.5*x^2 + 0*y', minima: [] }, start: [1, 0] },
    ...{
      length: { unit: 'steps', count: 1 },
      optimizer: { name: 'gd', learningRate: 1.5, lineSearch: 'strong-wolfe' },
    },
  });
  expect(status).toBe(201);
  const page = await browser.open(`${server.address}/runs/search`);
  // φ(α) = ½(1 − α)²: level from 0.1 to 1.9, and falling enough up to 2·(1 − c₁)
  await page.getByRole('heading', { name: 'Line search of step 1' }).waitFor();
  await eventually(() => page.locator('[data-interval="both"]').textContent()).toBe('0.1 to 1.9');
  const tried = page.getByRole('region', { name: 'Tried distances' }).locator('tbody tr').last();
  const [, , logged, curve] = await tried.locator('td').allTextContents();
  expect(logged).toBe(curve);

  await page.goto(`${server.address}/new?from=search`);
  const formula = page.getByLabel('f', { exact: true });
  await formula.fill('0.5*x^2 + foo(y)');
  await page
    .getByText(/There is no function "foo"/)
    .first()
    .waitFor();
  await formula.fill('(x - 1)^2 + y^2');
  await page.getByRole('img', { name: /^The surface, with the start at \(1, 0\), f = 0/ }).waitFor();
  const picture = page.getByRole('img', { name: /^The surface, with the start at/ });
  await picture.click({ position: { x: 100, y: 60 } });
  await eventually(() => picture.getAttribute('aria-label')).not.toContain('(1, 0)');
});
