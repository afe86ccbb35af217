import { expect, test } from 'vitest';
import { eventually, withBrowser, withLossboard } from './support/browser.ts';

const browser = withBrowser();
const lossboard = withLossboard(async (server) => {
  for (const id of ['a', 'b', 'c', 'd']) {
    await server.send('POST', '/runs', { id, name: `run ${id}` });
    await server.send('PATCH', `/runs/${id}`, { state: 'finished' });
    await server.send('DELETE', `/runs/${id}`);
  }
});

test('the trash shows what is deleted and until when it is kept, and restores or deletes it for good, several at once', async () => {
  const page = await browser.open(`${lossboard.current.address}/trash`);
  const names = () => page.locator('tbody .name').allTextContents();
  await eventually(async () => (await names()).toSorted()).toEqual(['run a', 'run b', 'run c', 'run d']);
  expect(await page.locator('tr[data-id=a]').textContent()).toMatch(/just now|s ago/);
  expect(await page.locator('tr[data-id=a]').textContent()).toMatch(/6d 23h/);

  await page.locator('tr[data-id=a]').getByRole('button', { name: 'Restore' }).click();
  await eventually(async () => (await names()).toSorted()).toEqual(['run b', 'run c', 'run d']);
  expect((await lossboard.current.send('GET', '/runs/a')).body.deletedAt).toBeNull();

  await page.getByRole('checkbox', { name: 'Select run b' }).check();
  await page.getByRole('checkbox', { name: 'Select run c' }).check();
  await page.getByRole('button', { name: 'Delete for good' }).first().click();
  const dialog = page.getByRole('dialog', { name: 'Delete 2 runs for good?' });
  await dialog.getByRole('button', { name: 'Keep' }).click();
  expect((await lossboard.current.send('GET', '/runs/b')).status).toBe(200);
  await page.getByRole('button', { name: 'Delete for good' }).first().click();
  await dialog.getByRole('button', { name: 'Delete for good' }).click();
  await eventually(names).toEqual(['run d']);
  expect((await lossboard.current.send('GET', '/runs/b')).status).toBe(404);

  await lossboard.current.send('POST', '/runs/d/restore');
  await page.getByText('The trash is empty').waitFor();
});
