import { expect, test } from 'vitest';
import { eventually, startLossboard, withBrowser } from './support/browser.ts';

const browser = withBrowser();

test('the empty state launches a first run, whose curve appears and which finishes, all without a reload', async () => {
  const server = await startLossboard();
  const page = await browser.open(server.address);

  await page.getByRole('button', { name: 'Launch a first run' }).click();
  await page.waitForURL(/\/runs\/[\w-]+$/);

  const loss = page.locator('[data-chart=loss]');
  await eventually(async () => Number(await loss.getAttribute('data-points'))).toBeGreaterThan(20);
  await page.locator('[data-state=finished]').waitFor();
  await eventually(async () => Number(await page.locator('[data-value="val/accuracy"]').textContent())).toBeGreaterThan(
    0.9,
  );
  await eventually(async () => Number(await loss.getAttribute('data-last'))).toBe(5 * 125);
});

test('three optimizers are launched side by side and compared, each in its own colour', async () => {
  const server = await startLossboard();
  const page = await browser.open(`${server.address}/new`);

  await page.getByLabel('Dataset', { exact: true }).selectOption('moons');
  await page.getByLabel('Launch with SGD').check();
  await page.getByLabel('Launch with Momentum').check();
  await page.getByRole('button', { name: 'Launch 3 runs' }).click();
  await page.waitForURL(/\/compare\?runs=/);

  const scores = page.getByRole('region', { name: 'Best and last values' });
  await eventually(() => scores.locator('[data-state=finished]').count()).toBe(3);
  const loss = page.locator('[data-chart="train/loss"] .plot');
  await eventually(() => loss.getAttribute('aria-label')).toMatch(/3 lines: moons-adam .*moons-sgd .*moons-momentum /);

  const colors = await page
    .getByLabel('Runs on the charts')
    .locator('line')
    .evaluateAll((lines) => lines.map((line) => line.getAttribute('stroke')));
  expect(new Set(colors).size).toBe(3);
  const settings = page.getByRole('region', { name: 'Differences between the configs' });
  await eventually(() => settings.getByRole('row', { name: /optimizer\.name/ }).textContent()).toMatch(
    /adam.*sgd.*momentum/,
  );
  expect(await settings.getByRole('row', { name: /dataset\.name/ }).count()).toBe(0);

  await page.getByRole('button', { name: 'Show moons-sgd' }).click();
  await eventually(() => loss.getAttribute('aria-label')).toMatch(/2 lines: moons-adam .*moons-momentum /);
});

test('a wrong value is marked at its field with the reason, and nothing is launched', async () => {
  const server = await startLossboard();
  const page = await browser.open(`${server.address}/new`);
  const rate = page.locator('[data-field="/optimizer/learningRate"]');

  await rate.getByRole('textbox').fill('fast');
  await eventually(() => rate.getByRole('alert').textContent()).toMatch(/number/);
  await page.getByRole('button', { name: 'Launch', exact: true }).click();

  expect(await rate.getByRole('textbox').getAttribute('aria-invalid')).toBe('true');
  await eventually(() => rate.locator('input:focus').count()).toBe(1);
  expect((await server.send('GET', '/runs')).body.total).toBe(0);

  await rate.getByRole('textbox').fill('1e-2');
  await eventually(() => rate.getByRole('alert').count()).toBe(0);
});

test('a run is cloned with its settings, and the clone launched', async () => {
  const server = await startLossboard();
  const original = {
    name: 'original',
    dataset: { name: 'xor' },
    network: { hidden: [7, 5] },
    length: { unit: 'steps', count: 3 },
  };
  const { body: run } = await server.send('POST', '/launch', original);
  const page = await browser.open(`${server.address}/runs/${run.id}`);

  await page.getByRole('link', { name: 'Clone and edit' }).click();
  await eventually(() => page.locator('[data-field="/network/hidden"] input').inputValue()).toBe('7, 5');
  await page.locator('[data-field="/name"] input').fill('the clone');
  await page.getByRole('button', { name: 'Launch', exact: true }).click();

  await page.getByRole('heading', { name: 'the clone' }).waitFor({ state: 'attached' });
  const { body } = await server.send('GET', '/runs?text=clone');
  expect(body.runs[0].config).toMatchObject({
    dataset: { name: 'xor' },
    network: { hidden: [7, 5] },
    length: { count: 3 },
  });
});
