import { expect, test } from 'vitest';
import { registerScripts } from '../../server/scripts/support/scripts.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { axeFaults } from './support/axe-faults.ts';
import { startLossboard, withBrowser } from './support/browser.ts';

const browser = withBrowser();

test('a script is launched from its form, shows what it writes and how it ended, and is launched again', async () => {
  const file = registerScripts(temporaryFolder(), {
    train: {
      code: "write('{\"loss\": 0.5}'); write('reading ' + process.argv[2]); console.error('careful'); process.exit(3)",
      title: 'Train it',
      metrics: 'json-lines',
      parameters: [
        { name: 'data', kind: 'string', title: 'Data' },
        { name: 'amp', kind: 'boolean', title: 'Mixed precision', default: false, flag: '--amp' },
      ],
    },
  });
  const server = await startLossboard('--scripts', file);
  const page = await browser.open(`${server.address}/new`);
  await page.getByRole('radio', { name: 'A script' }).click();
  await page.getByRole('radio', { name: /Train it/ }).waitFor();
  expect(await axeFaults(page)).toEqual([]);
  await page.getByRole('button', { name: 'Launch' }).click();
  await page.getByRole('alert').filter({ hasText: 'is required' }).first().waitFor();
  await page.getByLabel('Data', { exact: true }).fill('a file; rm -rf /');
  await page.getByRole('radio', { name: 'On', exact: true }).click();
  await page.getByLabel('Command').filter({ hasText: '"--data=a file; rm -rf /"' }).waitFor();
  await page.getByRole('button', { name: 'Launch' }).click();

  await page.locator('[data-state=failed]').waitFor();
  await page.getByText('The script ended with exit code 3.').waitFor();
  await page.getByRole('tab', { name: /^Log/ }).click();
  await page.getByText('reading --data=a file; rm -rf /').waitFor();
  await page.getByLabel('Output').selectOption('stderr');
  await page.getByText('1 of 2 lines').waitFor();
  await page.getByText('careful').waitFor();
  await page.getByRole('link', { name: 'Launch again' }).click();
  await expect.poll(() => page.getByLabel('Data', { exact: true }).inputValue()).toBe('a file; rm -rf /');
}, 60_000);
