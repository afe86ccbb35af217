/** Sees to it that the browser tests have a Chromium: finds one, else installs one where it may, else says how. */
import { spawnSync } from 'node:child_process';
import { findBrowser } from './find-browser.ts';

const HOW = `The browser tests need Chromium or Chrome, and none was found. Install one, for example
  Debian, Ubuntu   sudo apt-get install -y chromium
  macOS            brew install --cask chromium
  anywhere         npx playwright-core install chromium
or name one: LOSSBOARD_BROWSER=/path/to/chrome npm test`;

if (findBrowser() === undefined) {
  console.log('No Chromium found; trying to install one.');
  installWithApt() || installWithPlaywright();
}

const browser = findBrowser();
console.log(browser ? `Browser tests use ${browser}` : HOW);
process.exitCode = browser ? 0 : 1;

/** Debian and its children, as root or where sudo asks for no password. */
function installWithApt(): boolean {
  if (!succeeds('apt-get', '--version')) return false;
  const sudo = process.getuid?.() === 0 ? [] : ['sudo', '--non-interactive'];
  const apt = ['env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '-qq', '-o', 'Dpkg::Use-Pty=0'];
  const install = (browser: string) =>
    runs([...sudo, ...apt, 'install', '-y', '--no-install-recommends', browser, 'fonts-liberation']);
  runs([...sudo, ...apt, 'update']);
  return (install('chromium-headless-shell') || install('chromium')) && findBrowser() !== undefined;
}

function installWithPlaywright(): boolean {
  return runs([process.execPath, 'node_modules/playwright-core/cli.js', 'install', 'chromium']);
}

function succeeds(program: string, ...args: string[]): boolean {
  return spawnSync(program, args, { stdio: 'ignore' }).status === 0;
}

function runs([program = '', ...args]: string[]): boolean {
  return spawnSync(program, args, { stdio: ['ignore', 'inherit', 'inherit'], timeout: 300_000 }).status === 0;
}
