import { expect, test } from 'vitest';
import type { Commit } from '../../shared/live.ts';
import { openPage } from '../support/live-page.ts';
import { freePort, spawnServer } from '../support/server-process.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { until } from '../support/until.ts';

const LONG_RUN = {
  id: 'trained',
  dataset: { name: 'mnist' },
  network: { hidden: [64] },
  length: { unit: 'steps', count: 10_000_000 },
  histogramEvery: 20,
};
const POINTS = 7;

const batch = (seq: number) => {
  const step = Array.from({ length: POINTS }, (_, index) => (seq - 1) * POINTS + index);
  const columns = {
    step,
    time: step.map((each) => 1_700_000_000_000 + each),
    value: step.map((each) => Math.sin(each)),
  };
  return { writer: 'remote', attempt: 1, seq, series: { loss: columns } };
};

const steps = (commits: Commit[], key: string) => commits.flatMap(({ series }) => series?.[key]?.step ?? []);

test('a server killed during a run and during ingest starts again with all it acknowledged: nothing lost, nothing doubled', async () => {
  const flags = ['--data', temporaryFolder(), '--port', String(await freePort()), '--workers', '1'];
  let server = await spawnServer(flags);
  await server.send('POST', '/runs', { id: 'remote' });
  expect((await server.send('POST', '/launch', LONG_RUN)).status).toBe(201);
  expect((await server.send('POST', '/launch', { id: 'waiting', length: { unit: 'steps', count: 5 } })).status).toBe(
    201,
  );

  const page = await openPage(server.address);
  page.watch({
    trained: { after: 0, series: 'all', logs: true, histograms: true },
    remote: { after: 0, series: 'all', logs: true, histograms: true },
  });
  await until(() => steps(page.commits('trained'), 'train/loss').length > 20, 'the page sees the run train');

  let acked = 0;
  const writing = (async () => {
    for (let seq = 1; ; seq++) {
      const answer = await server.send('POST', '/runs/remote/ingest', batch(seq));
      expect(answer.status).toBe(200);
      acked = seq;
    }
  })();
  writing.catch(() => {}); // it ends with the server
  await until(() => acked >= 50, 'fifty batches are acknowledged');
  await server.kill();
  await expect(writing).rejects.toThrow();
  expect(await page.closed).toBe(1006);

  server = await spawnServer(flags);
  const { body: again } = await server.send('GET', '/runs/trained');
  expect(again).toMatchObject({ state: 'queued', reason: null }); // for a moment, as its process crashed
  const seen = Math.max(...steps(page.commits('trained'), 'train/loss'));
  const { last, lastStep, count } = again.summary['train/loss'];
  expect(last).toEqual(expect.any(Number));
  expect(lastStep).toBeGreaterThanOrEqual(seen);
  expect(count).toBe(lastStep); // steps count from 1: as many points as steps, none twice

  // The batch in flight may be stored or not; sending it again with its seq is right either way.
  for (let seq = acked; seq <= acked + 5; seq++) {
    const answer = await server.send('POST', '/runs/remote/ingest', batch(seq));
    expect(answer).toMatchObject({ status: 200, body: { acked: seq } });
    if (seq === acked) expect(answer.body.duplicate).toBe(true);
  }
  const { body: remote } = await server.send('GET', '/runs/remote');
  expect(remote).toMatchObject({
    state: 'running',
    ledger: { stored: (acked + 5) * POINTS, rewritten: 0, rejected: 0 },
  });

  // The page comes back with the cursor it holds: it hears the rest, or is told to read again.
  const cursor = page.commits('remote').at(-1)?.rev ?? 0;
  const returned = await openPage(server.address);
  returned.watch({ remote: { after: cursor, series: 'all', logs: true, histograms: true } });
  await returned.until(
    (message) => (message.type === 'commits' || message.type === 'reset') && message.run === 'remote',
  );
  const revs = [...page.commits('remote'), ...returned.commits('remote')].map(({ rev }) => rev);
  expect(revs).toEqual([...new Set(revs)].sort((a, b) => a - b));

  await server.send('POST', '/runs/trained/stop');
  const waited = await until(async () => {
    const { body } = await server.send('GET', '/runs/waiting');
    return body.state === 'finished' && body;
  }, 'the run that waited is trained');
  expect(waited.summary['train/loss'].count).toBe(5);
}, 60_000);
