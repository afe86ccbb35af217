import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { axeFaults } from './support/axe-faults.ts';
import { startLossboard, withBrowser } from './support/browser.ts';

const browser = withBrowser();
const LONG = 'a-name-that-a-script-has-made-up-for-itself-with-no-place-to-break-it-at-all-and-with-an-end-of-its-own';

/** A run of this server, one of a script with a long name, one without anything, one in the trash. */
async function withRuns() {
  const server = await startLossboard();
  await server.send('POST', '/launch', {
    id: 'trained',
    dataset: { name: 'mnist', limit: 300 },
    network: { hidden: [8], convolutions: [2], normalization: 'batch' },
    length: { unit: 'steps', count: 12 },
    layersEvery: 4,
    histogramEvery: 4,
    tags: ['wide'],
    group: LONG,
  });
  await server.send('POST', '/launch', {
    id: 'descent',
    surface: { name: 'rastrigin', dimension: 3 },
    length: { unit: 'steps', count: 5 },
    optimizer: { name: 'lbfgs' },
  });
  await server.send('POST', '/runs', { id: 'script', name: LONG, config: { rate: 0.1, [LONG]: LONG } });
  for (let step = 1; step <= 3; step++)
    await server.send('POST', '/runs/script/log', { step, metrics: { 'train/loss': 1 / step, Genauigkeit: step } });
  await giveFiles(server.address);
  await server.send('POST', '/runs', { id: 'empty' });
  await server.send('POST', '/runs', { id: 'gone' });
  await server.send('DELETE', '/runs/gone');
  await server.send('POST', '/runs', { id: 'child', parentRun: 'trained', forkStep: 6, config: { rate: 0.2 } });
  await withSweep(server);
  const study = await withStudy(server);
  const state = async () => (await server.send('GET', '/runs/trained')).body.state;
  await expect.poll(state, { timeout: 60_000, interval: 200 }).toBe('finished');
  return { ...server, study };
}

/** Two pictures at two steps and a file with a long name. */
async function giveFiles(address: string) {
  const dot = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');
  for (const name of ['images/a dot/1.gif', `images/${LONG}/3.gif`, `${LONG}.txt`]) {
    const headers = { 'content-type': 'application/octet-stream' };
    const url = `${address}/api/v1/runs/script/file?name=${encodeURIComponent(name)}`;
    expect((await fetch(url, { method: 'PUT', headers, body: dot })).status).toBe(201);
  }
}

/** Nine runs whose loss follows a rate, as the page of parameters needs them. */
async function withSweep({ send }: Awaited<ReturnType<typeof startLossboard>>) {
  for (let index = 0; index < 9; index++) {
    const config = { optimizer: { name: index % 2 ? 'adam' : 'sgd', rate: 10 ** -(index % 3) }, [LONG]: index };
    await send('POST', '/runs', { id: `swept-${index}`, project: 'swept', config });
    await send('POST', `/runs/swept-${index}/log`, { step: 1, metrics: { 'val/loss': 1 + (index % 3) } });
  }
}

/** A remote study with a trial of each kind, and one that waits. Resolves with its id. */
async function withStudy({ send }: Awaited<ReturnType<typeof startLossboard>>): Promise<string> {
  const parameters = [
    { kind: 'range', at: 'rate', low: 0.001, high: 1, log: true },
    { kind: 'choice', at: LONG, values: ['a', 'b'] },
  ];
  const spec = { name: LONG, project: 'searched', remote: true, objective: { metric: 'val/loss' }, parameters };
  const more = { method: { name: 'random' }, budget: { runs: 20 }, parallel: 20 };
  const { id } = (await send('POST', '/studies', { ...spec, ...more })).body;
  for (let number = 1; number <= 10; number++) await send('POST', `/studies/${id}/trials`);
  for (let number = 1; number <= 8; number++) await send('POST', `/studies/${id}/trials/${number}`, { value: number });
  await send('POST', `/studies/${id}/trials/9`, { state: 'failed', reason: LONG });
  return id;
}

const PAGES: [path: string, shown: string][] = [
  ['/', 'article'],
  ['/projects/default', '.plot canvas'],
  ['/projects/default?metrics=%2F(%2F', '.plot canvas'],
  ['/projects/nobody', 'text=No runs in this project yet'],
  ['/runs', 'tr.run'],
  ['/projects/default/table?group=optimizer', 'tr.group'],
  ['/projects/default/table?base=trained', 'tr.baseline'],
  ['/trash', 'tbody tr'],
  ['/queue', 'text=Ended lately'],
  ['/?q=zzz', 'text=No run fits the filter'],
  ['/?q=state%20%3D', '[role=alert]'],
  ['/?state=archived', 'text=Nothing is archived'],
  ['/runs/trained', '.plot canvas'],
  ['/runs/trained?tab=layers', 'table'],
  ['/runs/trained?tab=test', 'table'],
  ['/runs/trained?tab=graph', '.drawing li'],
  ['/runs/trained?tab=inspect', 'article'],
  ['/runs/trained?tab=inspect&inspect=curvature', 'figure'],
  ['/runs/trained?tab=histograms', 'figure'],
  ['/runs/trained?tab=lineage', 'li a'],
  ['/new?from=trained&mode=warm&step=12', '[data-fork]'],
  ['/runs/trained?tab=config', 'table'],
  ['/runs/trained?tab=log', '[role=log]'],
  ['/runs/trained?tab=marks', 'table'],
  ['/runs/descent', 'text=Line search of step'],
  ['/runs/script?tab=config', 'table'],
  ['/runs/script?tab=images', 'figure img'],
  ['/runs/script?tab=marks', 'text=2 of them are under Images'],
  ['/runs/empty', 'text=No points yet'],
  ['/runs/gone', 'text=This run was deleted'],
  ['/runs/%', 'text=There is no such run'],
  ['/compare?runs=trained,script', '.plot canvas'],
  ['/projects/default/race', '[data-competitor]'],
  ['/projects/none/race', 'text=Nobody races yet'],
  ['/projects/swept/params', 'text=/A forest of|The forest predicts/'],
  ['/projects/swept/params?brush=r%252Cconfig.optimizer.rate%252C0.1%252C1', 'text=Open in table'],
  ['/projects/none/studies', 'text=No study yet'],
  ['/projects/searched/studies', '[data-study]'],
  ['/projects/searched/studies/new', 'form'],
  ['/projects/searched/studies/STUDY', '[data-trial]'],
  ['/compare', 'text=Nothing to compare yet'],
  ['/new', 'form'],
  ['/new?surface=formula', 'text=Press the picture'],
  ['/new?from=gone', 'h1'],
  ['/recipes', '[data-recipe]'],
  ['/recipes/s12-batch-norm', 'h2:has-text("The plan")'],
  ['/datasets', '[data-dataset]'],
  ['/nowhere', 'text=There is no such page'],
  ['/api/docs', 'details'],
];

/** What is beyond the right edge of the page's screen; nothing where the page does not scroll sideways. */
const TOO_WIDE = `(() => {
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth <= clientWidth) return [];
  const beyond = [...document.querySelectorAll('body *')].filter((each) => each.getBoundingClientRect().right > clientWidth);
  const named = beyond.map((each) => each.tagName.toLowerCase() + '.' + [...each.classList].join('.'));
  return [(scrollWidth - clientWidth) + ' px too wide', ...new Set(named)];
})()`;

/** What axe finds, and what is wider than the screen. */
async function faultsOf(page: Page): Promise<string[]> {
  return [...(await axeFaults(page)), ...(await page.evaluate<string[]>(TOO_WIDE))];
}

const SCREENS = [
  { width: 1440, height: 900, colorScheme: 'light' },
  { width: 390, height: 844, colorScheme: 'dark' },
] as const;

test('no page has a fault that axe knows of, nor is wider than the screen: a wide one in the light, a phone in the dark', async () => {
  const server = await withRuns();
  const page = await browser.open(server.address, { reducedMotion: 'reduce' });
  const faults: Record<string, string[]> = {};
  for (const { width, height, colorScheme } of SCREENS) {
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ colorScheme });
    for (const [path, shown] of PAGES) {
      await page.goto(server.address + path.replace('STUDY', server.study));
      await page.locator(shown).first().waitFor();
      const found = await faultsOf(page);
      if (found.length > 0) faults[`${path} at ${width}`] = found;
    }
  }
  expect(faults).toEqual({});
}, 240_000);

test('what stands in for a page that loads is no wider than a phone', async () => {
  const server = await startLossboard();
  const page = await browser.open(server.address, { reducedMotion: 'reduce' });
  await page.setViewportSize({ width: 390, height: 844 });
  await page.route('**/api/v1/**', () => {}); // is never answered
  const faults: Record<string, string[]> = {};
  for (const path of [
    '/',
    '/projects/p',
    '/projects/p/table',
    '/projects/p/race',
    '/runs/r',
    '/compare?runs=r',
    '/trash',
  ]) {
    await page.goto(server.address + path);
    await page.locator('main [role=status][aria-label]').first().waitFor();
    const found = await page.evaluate<string[]>(TOO_WIDE);
    if (found.length > 0) faults[path] = found;
  }
  expect(faults).toEqual({});
}, 120_000);
