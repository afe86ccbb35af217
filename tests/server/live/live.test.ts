import { describe, expect, test } from 'vitest';
import { openPage } from '../../support/live-page.ts';
import { startServer, type TestServer } from '../../support/start-server.ts';

const all = (after: number) => ({ after, series: 'all' as const, logs: true, histograms: true });
const log = (server: TestServer, run: string, step: number, metrics: Record<string, number> = { loss: 1 / step }) =>
  server.send('POST', `/runs/${run}/log`, { step, metrics });

async function liveServer(options = {}) {
  const server = await startServer(options);
  const address = await server.listen();
  return { ...server, open: () => openPage(address) };
}

describe('a page that watches a run', () => {
  test('receives each commit once and in order, the past after its revision and then the new', async () => {
    const server = await liveServer();
    await server.send('POST', '/runs', { id: 'r1' });
    for (let step = 1; step <= 5; step++) await log(server, 'r1', step);
    const page = await server.open();
    page.watch({ r1: all(2) });
    await page.untilRev('r1', 5);
    for (let step = 6; step <= 40; step++) await log(server, 'r1', step);
    await page.untilRev('r1', 40);
    expect(page.commits('r1').map(({ rev }) => rev)).toEqual(Array.from({ length: 38 }, (_, index) => index + 3));
    expect(page.commits('r1').map(({ series }) => series?.loss?.step[0])).toEqual(
      Array.from({ length: 38 }, (_, index) => index + 3),
    );
  });

  test('that reconnects with its revision goes on without a gap or a repeat', async () => {
    const server = await liveServer();
    await server.send('POST', '/runs', { id: 'r1' });
    const first = await server.open();
    first.watch({ r1: all(0) });
    for (let step = 1; step <= 10; step++) await log(server, 'r1', step);
    await first.untilRev('r1', 10);
    first.socket.terminate();
    for (let step = 11; step <= 20; step++) await log(server, 'r1', step);
    const second = await server.open();
    second.watch({ r1: all(10) });
    await second.untilRev('r1', 20);
    expect(second.commits('r1').map(({ rev }) => rev)).toEqual([11, 12, 13, 14, 15, 16, 17, 18, 19, 20]);
  });

  test('is sent a reset when what it missed is no longer in memory, and goes on from where it read', async () => {
    const before = await startServer();
    await before.send('POST', '/runs', { id: 'r1' });
    for (let step = 1; step <= 5; step++) await log(before, 'r1', step);
    await before.app.close();

    const server = await liveServer({ data: before.data });
    const page = await server.open();
    page.watch({ r1: all(2) });
    await page.until((message) => message.type === 'reset' && message.run === 'r1');
    await log(server, 'r1', 6);
    await page.untilRun('r1', ({ rev }) => rev === 6);
    expect(page.received.filter(({ type }) => type === 'reset' || type === 'commits')).toHaveLength(1);
    const { rev } = (await server.send('GET', '/runs/r1/series')).body;
    expect(rev).toBe(6);
    page.watch({ r1: all(rev) });
    await log(server, 'r1', 7);
    await page.untilRev('r1', 7);
    expect(page.commits('r1').map((commit) => commit.rev)).toEqual([7]);
  });

  test('receives the last changes before the server stops', async () => {
    const server = await liveServer({ liveTickMs: 60_000 });
    await server.send('POST', '/runs', { id: 'r1' });
    const page = await server.open();
    page.watch({ r1: all(0) }, true);
    await page.untilRun('r1', () => true);
    await log(server, 'r1', 1);
    await server.app.close();
    expect(await page.closed).toBe(1001);
    expect(page.commits('r1').map(({ rev }) => rev)).toEqual([1]);
    await page.untilRun('r1', ({ rev }) => rev === 1);
  });

  test('receives a long past whole, in several messages that continue each other', async () => {
    const server = await liveServer();
    await server.send('POST', '/runs', { id: 'r1' });
    const step = Array.from({ length: 5000 }, (_, index) => index);
    const series = { loss: { step, time: step, value: step } };
    for (let seq = 1; seq <= 12; seq++)
      await server.send('POST', '/runs/r1/ingest', { writer: 'w', attempt: 1, seq, series });
    const page = await server.open();
    page.watch({ r1: all(0) });
    await page.untilRev('r1', 12);
    expect(page.commits('r1').map(({ rev }) => rev)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    const messages = page.received.filter((message) => message.type === 'commits');
    expect(messages.length).toBeGreaterThan(1);
    expect(messages.map(({ from }) => from)).toEqual([0, ...messages.slice(0, -1).map(({ rev }) => rev)]);
  });

  test('receives what it watches, and the names of other series that begin', async () => {
    const server = await liveServer();
    await server.send('POST', '/runs', { id: 'r1' });
    await server.send('POST', '/runs', { id: 'r2' });
    const page = await server.open();
    page.watch({ r1: { after: 0, series: ['a'], logs: false, histograms: false } });
    await log(server, 'r2', 1, { a: 1 });
    await log(server, 'r1', 1, { b: 1 });
    await server.send('POST', '/runs/r1/log', { text: 'a line' });
    await log(server, 'r1', 5, { a: 3, b: 4 });
    await page.untilRev('r1', 3);
    expect(page.commits('r2')).toEqual([]);
    expect(page.commits('r1')).toEqual([
      { rev: 1, newSeries: ['b'] },
      { rev: 3, newSeries: ['a'], series: { a: { step: [5], time: [expect.any(Number)], value: [3] } } },
    ]);
  });

  test('receives the run when it begins to watch it, and each new state', async () => {
    const server = await liveServer();
    await server.send('POST', '/runs', { id: 'r1' });
    const page = await server.open();
    page.watch({ r1: all(0) });
    await page.untilRun('r1', ({ state }) => state === 'running');
    await server.send('PATCH', '/runs/r1', { state: 'finished' });
    await page.untilRun('r1', ({ state }) => state === 'finished');
  });

  test('learns of a run that is deleted, or was never there', async () => {
    const server = await liveServer();
    await server.send('POST', '/runs', { id: 'r1' });
    const page = await server.open();
    page.watch({ r1: all(0), never: all(0) });
    await page.until(({ type, ...message }) => type === 'removed' && 'ids' in message && message.ids.includes('never'));
    await server.send('DELETE', '/runs/r1');
    await page.until(({ type, ...message }) => type === 'removed' && 'ids' in message && message.ids.includes('r1'));
  });
});

describe('a page that shows the list', () => {
  test('receives runs that change, runs that come, and their progress, and nothing before', async () => {
    const server = await liveServer();
    await server.send('POST', '/runs', { id: 'old' });
    const page = await server.open();
    page.watch({}, true);
    await page.until(({ type }) => type === 'watching');
    expect(page.received).toHaveLength(1);
    await server.send('PATCH', '/runs/old', { name: 'renamed' });
    await page.untilRun('old', ({ name }) => name === 'renamed');
    await server.send('POST', '/runs', { id: 'new' });
    await page.untilRun('new', () => true);
    await log(server, 'new', 3, { loss: 0.5 });
    await page.untilRun('new', ({ summary }) => summary.loss?.lastStep === 3);
    expect(page.commits('new')).toEqual([]);
  });
});

test('what comes after a quiet while is sent at once', async () => {
  const server = await liveServer({ liveTickMs: 60_000 });
  await server.send('POST', '/runs', { id: 'r1' });
  const [idle, page] = [await server.open(), await server.open()];
  await log(server, 'r1', 1);
  page.watch({ r1: all(0) });
  await page.untilRev('r1', 1);
  expect(idle.received).toEqual([]);
});

describe('the socket', () => {
  test.each([
    ['no JSON', 'hello'],
    ['an unknown message', '{"type": "subscribe"}'],
    ['a watch without a cursor', '{"type": "watch", "id": 1, "list": true, "runs": {"r1": {}}}'],
  ])('answers %s with an error and stays open', async (_name, text) => {
    const server = await liveServer();
    const page = await server.open();
    page.socket.send(text);
    await page.until((message) => message.type === 'error' && message.code === 'invalid');
    await server.send('POST', '/runs', { id: 'r1' });
    page.watch({ r1: all(0) });
    await page.untilRun('r1', () => true);
  });

  test('is not flooded by watches: each page has at most a few a second, and the last counts', async () => {
    const server = await liveServer();
    for (let index = 0; index < 300; index++) await server.send('POST', '/runs', { id: `r${index}` });
    const page = await server.open();
    for (let count = 1; count <= 1000; count++) page.watch(count % 2 ? { r1: all(0) } : {}, true);
    await page.until((message) => message.type === 'watching' && message.id === 1000);
    expect(page.received.filter(({ type }) => type === 'watching').length).toBeLessThan(100);
    expect(JSON.stringify(page.received).length).toBeLessThan(100_000);
  });

  test('is closed on a frame that is too large', async () => {
    const page = await (await liveServer()).open();
    page.socket.send('x'.repeat(257 * 1024));
    expect(await page.closed).toBe(1009);
  });

  test('is closed as going away when the server stops', async () => {
    const server = await liveServer();
    const page = await server.open();
    const closing = server.app.close();
    expect(await page.closed).toBe(1001);
    await closing;
  });

  test('is not opened for another site', async () => {
    const server = await startServer();
    const address = await server.listen();
    await expect(openPage(address, 'http://evil.example')).rejects.toThrow(/403/);
    await (await openPage(address, address)).close();
  });
});

describe('a page that does not read', () => {
  test('costs a bounded memory, is disconnected in the end, and delays nobody', async () => {
    const server = await liveServer({ liveTickMs: 10 });
    await server.send('POST', '/runs', { id: 'r1' });
    const slow = await server.open();
    const quick = await server.open();
    slow.watch({ r1: all(0) });
    quick.watch({ r1: all(0) });
    await slow.untilRun('r1', () => true);
    slow.socket.pause();

    const points = 5000;
    const step = Array.from({ length: points }, (_, index) => index);
    const series = { loss: { step, time: step, value: step.map((each) => each / 3) } };
    let rev = 0;
    for (let seq = 1; seq <= 120; seq++) {
      const { body } = await server.send('POST', '/runs/r1/ingest', { writer: 'w', attempt: 1, seq, series });
      rev = body.rev;
      await new Promise((resolve) => setTimeout(resolve, 15));
      const buffered = [...server.app.websocketServer.clients].map(({ bufferedAmount }) => bufferedAmount);
      expect(Math.max(0, ...buffered)).toBeLessThan(4 * 1024 ** 2);
    }
    await quick.untilRev('r1', rev);
    slow.socket.resume();
    expect(await slow.closed).toBe(4008);
  }, 60_000);

  test('costs no more when it watches many runs, and receives each once it reads', async () => {
    const server = await liveServer({ liveTickMs: 10 });
    const runs = Array.from({ length: 40 }, (_, index) => `r${index}`);
    for (const id of runs) await server.send('POST', '/runs', { id });
    const step = Array.from({ length: 15_000 }, (_, index) => index);
    const series = { loss: { step, time: step, value: step.map((each) => each / 3) } };
    for (const id of runs) await server.send('POST', `/runs/${id}/ingest`, { writer: 'w', attempt: 1, seq: 1, series });

    const watch = Object.fromEntries(runs.map((id) => [id, all(0)]));
    const slow = await server.open();
    const quick = await server.open();
    slow.socket.pause();
    slow.watch(watch);
    quick.watch(watch);
    for (const id of runs) await quick.untilRev(id, 1);
    const buffered = [...server.app.websocketServer.clients].map(({ bufferedAmount }) => bufferedAmount);
    expect(Math.max(...buffered)).toBeLessThan(4 * 1024 ** 2);

    slow.socket.resume();
    for (const id of runs) await slow.untilRev(id, 1);
    for (const id of runs) expect(slow.commits(id)).toEqual(quick.commits(id));
  }, 60_000);
});
