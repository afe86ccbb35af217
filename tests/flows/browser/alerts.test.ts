import axe from 'axe-core';
import { expect, test, vi } from 'vitest';
import { startWebhookServer } from '../../support/webhook-server.ts';
import { eventually, startLossboard, withBrowser } from './support/browser.ts';

const browser = withBrowser();
vi.setConfig({ testTimeout: 60_000 }); // each goes through many steps of a browser

async function start() {
  const server = await startLossboard('--alert-allow-private');
  await server.send('POST', '/runs', { id: 'a', name: 'night run', project: 'p' });
  await server.send('POST', '/runs/a/log', { step: 1, metrics: { 'val/loss': 1 } });
  return server;
}

test('a rule is made in plain words, tells at once, and what was sent is listed', async () => {
  const hook = await startWebhookServer([500, 200]);
  const server = await start();
  const page = await browser.open(`${server.address}/projects/p/alerts`);
  await page.getByRole('button', { name: 'New alert' }).click();
  const dialog = page.getByRole('dialog', { name: 'New alert' });
  await dialog.getByLabel('Tell me when').selectOption('a metric is above or below a value');
  await eventually(() => dialog.getByRole('combobox', { name: 'Metric' }).inputValue()).toBe('val/loss');
  await dialog.getByRole('spinbutton', { name: 'Value' }).fill('2');
  await dialog.getByRole('button', { name: 'Slack' }).click();
  await dialog.getByLabel('Slack: address').fill(hook.address);
  expect(await dialog.textContent()).toContain('Tells you when val/loss is above 2.');
  await page.evaluate(axe.source);
  const found = (await page.evaluate('axe.run(document, { resultTypes: ["violations"] })')) as axe.AxeResults;
  expect(found.violations.map(({ id }) => id)).toEqual([]);
  await dialog.getByRole('button', { name: 'Save' }).click();
  await page.getByText('When val/loss is above 2').waitFor();

  await server.send('POST', '/runs/a/log', { step: 2, metrics: { 'val/loss': 5 } });
  const message = 'night run val/loss is above 2: 5 at step 2';
  await page.getByText(message).first().waitFor();
  await page.getByRole('button', { name: 'Alerts: 1 new' }).waitFor();
  await eventually(() => page.getByRole('row', { name: /answered 500/ }).count()).toBe(1);
  await eventually(() => page.getByText('delivered at attempt 2').count()).toBe(1);
  expect(JSON.parse(hook.received[1]?.body ?? '').text).toContain(message);

  await page.getByRole('button', { name: 'Alerts: 1 new' }).click();
  await page.getByRole('dialog', { name: 'Alerts' }).getByRole('link', { name: message }).click();
  await eventually(async () => new URL(page.url()).pathname).toBe('/runs/a');
  await page.getByRole('button', { name: 'Alerts', exact: true }).waitFor();
});

test('rules are switched off, tested, changed and deleted, and brought back', async () => {
  const hook = await startWebhookServer([404]);
  const server = await start();
  const webhook = { kind: 'webhook', url: hook.address };
  const channels = [{ ...webhook, secret: 'a long secret' }];
  await server.send('POST', '/projects/p/alert-rules', { condition: { kind: 'finished' }, channels });
  const rules = async () => (await server.send('GET', '/projects/p/alert-rules')).body.rules;
  const page = await browser.open(`${server.address}/projects/p/alerts`);
  const menu = page.getByRole('button', { name: 'Actions for: when a run finishes' });

  await menu.click();
  await page.getByRole('menuitem', { name: 'Send a test' }).click();
  await page.getByRole('row', { name: /failed after 1 attempt.*answered 404/ }).waitFor();
  await page.getByRole('button', { name: 'Send again' }).click();
  await eventually(async () => hook.received.length).toBe(2);

  await page.getByRole('checkbox', { name: 'On: when a run finishes' }).uncheck();
  await eventually(async () => (await rules())[0].enabled).toBe(false);
  await menu.click();
  await page.getByRole('menuitem', { name: 'Change…' }).click();
  await page.getByLabel('Tell me when').selectOption('a run falls silent');
  await page.getByRole('button', { name: 'Save' }).click();
  await eventually(async () => (await rules())[0]).toMatchObject({
    condition: { kind: 'silent', seconds: 600 },
    channels: [{ ...webhook, signed: true }],
    enabled: false,
  });

  await page.getByRole('button', { name: 'Actions for: when a run is silent for 10 min' }).click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await page.getByRole('heading', { name: 'Nothing is watched yet' }).waitFor();
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByText('When a run is silent for 10 min').waitFor();
  expect(await rules()).toMatchObject([{ condition: { kind: 'silent' }, channels: [{ ...webhook, signed: true }] }]);
});
