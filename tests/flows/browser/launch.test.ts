import { expect, test } from 'vitest';
import { axeFaults } from './support/axe-faults.ts';
import { eventually, startLossboard, withBrowser } from './support/browser.ts';

const browser = withBrowser();

test('three optimizers are launched side by side and compared, each in its own colour', async () => {
  const server = await startLossboard();
  const page = await browser.open(`${server.address}/new`);

  await page.getByLabel('Dataset', { exact: true }).selectOption('moons');
  await page.getByLabel('Launch with SGD').check();
  await page.getByLabel('Launch with Momentum').check();
  await page.getByRole('button', { name: 'Launch 3 runs' }).click();
  await page.waitForURL(/\/compare\?runs=/);

  const tab = (name: string) => page.getByRole('tab', { name }).click();
  await tab('Scores');
  const scores = page.getByRole('region', { name: 'Best and last values' });
  await eventually(() => scores.locator('[data-state=finished]').count()).toBe(3);
  await tab('Curves');
  const loss = page.locator('[data-chart="train/loss"] .plot');
  await eventually(() => loss.getAttribute('aria-label')).toMatch(/3 lines: adam .*sgd .*momentum /);

  const colors = await page
    .getByLabel('Runs on the charts')
    .locator('line')
    .evaluateAll((lines) => lines.map((line) => line.getAttribute('stroke')));
  expect(new Set(colors).size).toBe(3);
  await tab('Settings');
  const settings = page.getByRole('region', { name: 'Settings', exact: true });
  await eventually(() => settings.getByRole('row', { name: /optimizer\.name/ }).textContent()).toMatch(
    /adam.*sgd.*momentum/,
  );
  expect(await settings.getByRole('row', { name: /dataset\.name/ }).count()).toBe(0);

  await tab('Curves');
  await page.getByRole('button', { name: 'Show moons-sgd' }).click();
  await eventually(() => loss.getAttribute('aria-label')).toMatch(/2 lines: adam .*momentum /);

  await page.getByRole('link', { name: 'Race', exact: true }).click();
  await eventually(() => page.locator('[data-competitor]').count()).toBe(3);
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

  await page.getByRole('button', { name: 'More for this run' }).click();
  await page.getByRole('menuitem', { name: 'Clone and edit' }).click();
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

test('nothing moves under a finger: a press on Launch just after a number is typed launches', async () => {
  const server = await startLossboard();
  const page = await browser.open(`${server.address}/new?dataset=xor`);
  await page.getByLabel('Seeds', { exact: true }).fill('3');
  await page.getByRole('button', { name: 'Launch 3 runs' }).click();
  await page.waitForURL(/\/compare\?runs=/);
  expect((await server.send('GET', '/runs')).body.total).toBe(3);
});

test('a button stays under the finger while the server sends what would move it', async () => {
  const server = await startLossboard();
  await server.send('POST', '/runs', { id: 'old', name: 'old' });
  const page = await browser.open(`${server.address}/runs`);
  const box = await page.getByRole('link', { name: 'old' }).boundingBox();
  if (!box) throw new Error('the run is not shown');
  await page.mouse.move(box.x + 5, box.y + box.height / 2);
  await page.mouse.down();
  await server.send('POST', '/runs', { id: 'new', name: 'another' });
  await page.waitForTimeout(300); // the message is there by then; were it late, the test would only see less
  await page.mouse.up();
  await page.waitForURL(/\/runs\/old$/);
});

test('what is to be corrected is named beside Launch, and brought into view by its name', async () => {
  const server = await startLossboard();
  const page = await browser.open(`${server.address}/new`);
  const plan = page.getByRole('region', { name: 'What will run' });
  await plan.getByText('1,250').waitFor();
  await page.getByLabel('Batch size', { exact: true }).fill('-3');
  await plan.getByText('Correct the marked fields to see it.').waitFor();
  expect(await plan.textContent()).not.toMatch(/\d,\d/);

  await page.getByRole('button', { name: 'Launch', exact: true }).click();
  await page.getByText('1 field to correct:').waitFor();
  await page.getByLabel('Seeds', { exact: true }).focus();
  await page.getByRole('button', { name: 'Batch size', exact: true }).click();
  await eventually(() => page.locator('[data-field="/batchSize"] input:focus').count()).toBe(1);
  expect((await server.send('GET', '/runs')).body.total).toBe(0);
});

test('a wrong value that has no effect any more is shown again, as the server would refuse it', async () => {
  const server = await startLossboard();
  const page = await browser.open(`${server.address}/new`);
  await page.getByText('Advanced').click();
  await page.locator('[data-field="/loss"] select').selectOption('huber');
  await page.locator('[data-field="/huberDelta"] input').fill('-1');
  await page.locator('[data-field="/loss"] select').selectOption('mse');
  await page.getByRole('button', { name: 'Huber δ', exact: true }).click();
  await eventually(() => page.locator('[data-field="/huberDelta"] input:focus').count()).toBe(1);
});

test('all but the usual is under Advanced: what was changed there is said in a line, set back there, and found by its fault', async () => {
  const server = await startLossboard();
  const page = await browser.open(`${server.address}/new?dataset=xor`);
  const advanced = page.getByRole('region', { name: 'Advanced settings' });
  await advanced.getByText('All as usual').waitFor();
  expect(await page.getByLabel('Weight decay').count()).toBe(0);

  await advanced.getByText('Advanced').click();
  await page.getByLabel('Weight decay', { exact: true }).fill('0.01');
  await page.locator('[data-field="/schedule"] select').selectOption('cosine');
  await advanced.getByText('2 settings changed').waitFor();
  await page.getByRole('button', { name: 'About Dropout' }).click();
  expect(await axeFaults(page)).toEqual([]);
  await advanced.getByText('Advanced').click();
  expect(await advanced.getByRole('listitem').allTextContents()).toEqual(['Weight decay 0.01', 'Schedule cosine']);
  await advanced.getByRole('button', { name: 'Reset Schedule' }).click();
  await advanced.getByText('1 setting changed').waitFor();

  await advanced.getByText('Advanced').click();
  await page.getByLabel('Weight decay', { exact: true }).fill('much');
  await advanced.getByText('Advanced').click();
  await page.getByRole('button', { name: 'Launch', exact: true }).click();
  await eventually(() => page.locator('[data-field="/optimizer/weightDecay"] input:focus').count()).toBe(1);
  expect((await server.send('GET', '/runs')).body.total).toBe(0);
});

test('the learning rate goes by slider and by keyboard, each optimizer has its own, and the network is drawn as it is typed', async () => {
  const server = await startLossboard();
  const page = await browser.open(`${server.address}/new?dataset=xor`);
  const slider = page.getByRole('slider', { name: 'Learning rate' });
  await slider.fill('-2');
  await eventually(() => page.getByLabel('Learning rate', { exact: true }).inputValue()).toBe('0.01');
  await slider.press('ArrowRight');
  await eventually(() => page.getByLabel('Learning rate', { exact: true }).inputValue()).toBe('0.01');
  await slider.press('PageUp');
  await eventually(async () =>
    Number(await page.getByLabel('Learning rate', { exact: true }).inputValue()),
  ).toBeGreaterThan(0.01);

  await page.getByLabel('Launch with SGD').check();
  await page.getByLabel('Learning rate of SGD', { exact: true }).fill('0.5');
  await page.getByLabel('Learning rate of Adam', { exact: true }).fill('0.02');
  const drawing = page.locator('[data-drawing]');
  await page.getByLabel('Hidden layers', { exact: true }).fill('16, 4');
  await eventually(() => drawing.getAttribute('aria-label')).toBe('The network: 2 to 16 to 4 to 2');
  await page.getByLabel('Hidden layers', { exact: true }).fill('16, x');
  await page.locator('[data-drawing].stale').waitFor();
  await page.getByLabel('Hidden layers', { exact: true }).fill('16');
  await eventually(() => drawing.getAttribute('aria-label')).toBe('The network: 2 to 16 to 2');

  await page.getByRole('button', { name: 'Launch 2 runs' }).click();
  await page.waitForURL(/\/compare\?runs=/);
  const { runs } = (await server.send('GET', '/runs')).body;
  const rates = runs.map(
    ({ config }: { config: { optimizer: { learningRate: number } } }) => config.optimizer.learningRate,
  );
  expect(rates.toSorted()).toEqual([0.02, 0.5]);
});

test('a project is found by typing, chosen by keyboard, or made by a name that no other has', async () => {
  const server = await startLossboard();
  for (const project of ['digits', 'language']) await server.send('POST', '/runs', { project });
  const page = await browser.open(`${server.address}/new?dataset=xor`);
  const field = page.getByRole('combobox', { name: 'Project' });
  const options = page.getByRole('listbox', { name: 'Project' }).getByRole('option');
  await field.click();
  await options.filter({ hasText: 'language' }).waitFor();
  expect(await axeFaults(page)).toEqual([]);
  await page.keyboard.type('lang');
  await eventually(() => options.count()).toBe(1);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await eventually(() => field.inputValue()).toBe('language');
  await eventually(() => options.count()).toBe(0);

  await field.fill('a new one');
  await page.keyboard.press('Tab');
  await page.getByRole('button', { name: 'Launch', exact: true }).click();
  await page.waitForURL(/\/runs\//);
  const { projects } = (await server.send('GET', '/projects')).body;
  expect(projects.map(({ name }: { name: string }) => name)).toContain('a new one');
});
