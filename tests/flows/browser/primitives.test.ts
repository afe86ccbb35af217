import type { BrowserContextOptions } from 'playwright-core';
import { expect, test } from 'vitest';
import { eventually, startLossboard, withBrowser } from './support/browser.ts';

const browser = withBrowser();

/** A page of the server with one run of a script, which has one metric and one setting. */
async function openPage(path: string, options: BrowserContextOptions = {}) {
  const server = await startLossboard();
  const post = (to: string, body: object) =>
    fetch(`${server.address}/api/v1${to}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  await post('/runs', { id: 'r', config: { rate: 1, width: 8 } });
  await post('/runs/r/log', { step: 1, metrics: { loss: 1 } });
  return browser.open(`${server.address}${path}`, options);
}

test('a popover is opened, used and left with the keyboard, and gives the focus back to its button', async () => {
  const page = await openPage('/runs');
  const button = page.getByRole('button', { name: 'Columns' });
  const popover = page.getByRole('dialog', { name: 'Columns' });

  await button.press('Enter');
  await eventually(() => page.locator(':focus').getAttribute('aria-label')).toBe('Filter columns');
  await page.keyboard.type('config.');
  await popover.getByText('config.width').waitFor(); // the settings of runs are read when the list opens
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Space');
  await eventually(() => page.getByRole('columnheader', { name: 'width' }).count()).toBe(1);

  const [above, below] = [await button.boundingBox(), await popover.boundingBox()];
  expect(below?.y).toBeGreaterThanOrEqual((above?.y ?? 0) + (above?.height ?? 0));
  expect((below?.x ?? 0) + (below?.width ?? 0)).toBeLessThanOrEqual(1440);
  await page.keyboard.press('Escape');
  await eventually(() => popover.isVisible()).toBe(false);
  expect(await button.and(page.locator(':focus')).count()).toBe(1);

  await button.click();
  await popover.waitFor();
  await page.getByRole('heading', { name: 'Runs' }).click();
  await eventually(() => popover.isVisible()).toBe(false);
});

test('on a phone a popover is below its button and as wide as the page', async () => {
  const page = await openPage('/runs', { viewport: { width: 390, height: 800 } });
  const button = page.getByRole('button', { name: 'Columns' });
  await button.click();
  await page.getByLabel('Filter columns').waitFor();

  const [above, below] = [
    await button.boundingBox(),
    await page.getByRole('dialog', { name: 'Columns' }).boundingBox(),
  ];
  expect(below?.y).toBeGreaterThanOrEqual((above?.y ?? 0) + (above?.height ?? 0));
  expect(below?.width).toBeGreaterThan(360);
  expect((below?.x ?? 0) + (below?.width ?? 0)).toBeLessThan(390);
});

test('a dialog gives the focus back to what opened it, however it is closed', async () => {
  const page = await openPage('/datasets');
  const button = page.getByRole('button', { name: /Upload/ });
  const isFocused = async () => (await button.and(page.locator(':focus')).count()) === 1;

  for (const close of [
    () => page.getByRole('button', { name: 'Cancel' }).click(),
    () => page.keyboard.press('Escape'),
  ]) {
    await button.click();
    await page.getByRole('dialog', { name: 'Upload a CSV' }).waitFor();
    expect(await isFocused()).toBe(false);
    await close();
    await eventually(() => page.getByRole('dialog').count()).toBe(0);
    expect(await isFocused()).toBe(true);
  }
});

test('a tab names the panel that it shows, and arrows, Home and End move between tabs', async () => {
  const page = await openPage('/runs/r');
  const selected = page.getByRole('tab', { selected: true });

  await page.getByRole('tab', { name: 'Charts' }).focus();
  await page.keyboard.press('End');
  await eventually(() => selected.textContent()).toMatch(/Marks/);
  await page.keyboard.press('ArrowRight');
  await eventually(() => selected.textContent()).toBe('Charts');
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowLeft');
  await eventually(() => page.getByRole('tabpanel', { name: /Log/ }).count()).toBe(1);
  expect(await selected.getAttribute('aria-controls')).toBe(await page.getByRole('tabpanel').getAttribute('id'));
});

const ATTACKS = [
  '<script>hacked = 1</script>',
  '<img src=x onerror="hacked = 1">',
  '<svg onload="hacked = 1"><use href="data:image/svg+xml,x#x" /></svg>',
  '<iframe srcdoc="<script>parent.hacked = 1</script>"></iframe>',
  '<a href="javascript:hacked = 1">html link</a>',
  '<details open ontoggle="hacked = 1">x</details>',
  '<math><mtext></mtext><style><img src=x onerror=hacked=1></style></math>',
  '[link](javascript:hacked=1)',
  '[link](JAVASCRIPT&colon;hacked=1)',
  '[link](&#106;avascript:hacked=1)',
  '[link](data:text/html;base64,PHNjcmlwdD5oYWNrZWQ9MTwvc2NyaXB0Pg==)',
  '![image](javascript:hacked=1)',
  '![image](x"onerror="hacked=1)',
  '<javascript:hacked=1>',
  '```<script>\n<script>hacked = 1</script>\n```',
  '| a | b |\n| - | - |\n| <img src=x onerror=hacked=1> | `<script>hacked=1</script>` |',
  '[ref]\n\n[ref]: javascript:hacked=1 "x" onmouseover="hacked=1"',
];

test('notes are Markdown, and nothing in them becomes an element of its own or a dangerous link', async () => {
  const page = await openPage('/runs/r?tab=config');
  const notes = page.getByRole('region', { name: 'Notes' });
  await notes.getByRole('button', { name: 'What is this run for?' }).click();
  await notes.getByRole('textbox').fill(['# Why', '- **one**', '- [x] two', '1 &lt; 2', ...ATTACKS].join('\n\n'));
  await page.keyboard.press('Control+Enter');

  await notes.getByRole('heading', { name: 'Why' }).waitFor();
  expect(await notes.locator('li strong').textContent()).toBe('one');
  expect(await notes.getByRole('checkbox', { name: 'done' }).isChecked()).toBe(true);
  expect(await notes.locator('p', { hasText: '1 < 2' }).count()).toBe(1);
  expect(await notes.locator('script, img, svg:not(button svg), iframe, math, style, details').count()).toBe(0);
  const addresses = await notes.locator('a').evaluateAll((links) => links.map((link) => link.getAttribute('href')));
  expect(addresses.filter((address) => !address?.startsWith('http://127.0.0.1'))).toEqual([]);
  for (const link of await notes.locator('a').all()) await link.dispatchEvent('mouseover');
  expect(await page.evaluate('typeof hacked')).toBe('undefined');

  await page.reload();
  await notes.getByRole('heading', { name: 'Why' }).waitFor();
});
