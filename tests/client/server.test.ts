import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { Run } from '../../shared/run.ts';
import { range, startRun, temporaryFolder } from './support/run-fixture.ts';
import { startServerProcess } from './support/server-process.ts';

test('a server killed twice in the middle of a run has every point once when the run ends', async () => {
  const server = await startServerProcess();
  const { run } = await startRun({ url: server.url, spool: temporaryFolder(), project: 'kills' });

  for (const step of range(1, 300)) {
    run.log({ loss: 1 / step }, { step });
    if (step === 100 || step === 200) await server.kill();
    if (step === 150 || step === 250) await server.restart();
    await sleep(2);
  }
  const delivery = await run.finish();

  expect(delivery).toMatchObject({ logged: 300, acked: 300, complete: true });
  const stored = await server.get<Run>(`/runs/${run.id}`);
  expect(stored).toMatchObject({ project: 'kills', kind: 'remote', state: 'finished' });
  expect(stored.ledger).toMatchObject({ stored: 300, rewritten: 0, rejected: 0 });
  const answer = await server.post<{ series: { buckets: { step: number[] } }[] }>('/query/series', {
    runs: [run.id],
    keys: ['loss'],
  });
  expect(answer.series[0]?.buckets.step).toEqual(range(1, 300));
}, 60_000);

test('everything that the client can say is taken by the server', async () => {
  const server = await startServerProcess();
  const { run, warnings } = await startRun({
    url: server.url,
    spool: false,
    tags: ['a'],
    group: 'g',
    seed: 3,
    notes: 'n',
  });

  run.log({ loss: Number.NaN, 'train/ε': Number.NEGATIVE_INFINITY });
  run.histogram('weights', Float32Array.from([1, 2, 3]));
  run.histogram('ready', { edges: [0, 1, 2], counts: [1, 2] });
  run.text('a line', { level: 'warn', step: 1 });
  run.event('checkpoint', 'saved');
  run.config({ lr: 0.1 });
  expect(await run.fail('enough')).toMatchObject({ logged: 6, acked: 6, lost: 0, complete: true });
  const again = await startRun({ url: server.url, spool: false, id: run.id });
  again.run.log({ loss: 2 }, { step: 2 });
  await again.run.finish();

  expect(await server.get<Run>(`/runs/${run.id}`)).toMatchObject({
    tags: ['a'],
    group: 'g',
    seed: 3,
    notes: 'n',
    config: { lr: 0.1 },
    state: 'finished',
    ledger: { stored: 3, rejected: 0 },
  });
  expect(await server.get(`/runs/${run.id}/histograms`)).toMatchObject({
    keys: [{ key: 'weights' }, { key: 'ready' }],
  });
  expect(await server.get(`/runs/${run.id}/logs`)).toMatchObject({
    lines: [{ text: 'a line', level: 'warn' }],
    total: 1,
  });
  expect(await server.get(`/runs/${run.id}/events`)).toMatchObject({ events: [{ kind: 'checkpoint', text: 'saved' }] });
  expect([...warnings, ...again.warnings]).toEqual([]);
});

test('half a surrogate pair in any text of the client is replaced, and costs nothing beside it', async () => {
  const server = await startServerProcess();
  const half = (text: string) => `${text} \ud83d`;
  const whole = (text: string) => `${text} \ufffd`;
  const { run } = await startRun({
    ...{ url: server.url, spool: false, project: half('p'), name: half('n'), group: half('g'), tags: [half('t')] },
    ...{ notes: half('notes'), jobType: half('j'), createdBy: half('c'), config: { [half('key')]: [half('value')] } },
  });
  run.log({ loss: 1 });
  run.text(half('line'));
  run.text(`${'x'.repeat(9000)}\udca9`);
  run.event('note', half('mark'));
  run.config({ later: half('value') });
  expect(await run.fail(new Error(half('reason')))).toMatchObject({ lost: 0, complete: true });

  expect(await server.get<Run>(`/runs/${run.id}`)).toMatchObject({
    ...{ project: whole('p'), name: whole('n'), group: whole('g'), tags: [whole('t')], notes: whole('notes') },
    ...{ jobType: whole('j'), createdBy: whole('c') },
    config: { [whole('key')]: [whole('value')], later: whole('value') },
    reason: { message: expect.stringContaining(whole('reason')) },
    ledger: { stored: 1, rejected: 0 },
  });
  const { lines } = await server.get<{ lines: { text: string }[] }>(`/runs/${run.id}/logs`);
  expect(lines.map(({ text }) => text).join('')).toBe(`${whole('line')}${'x'.repeat(9000)}\ufffd`);
  const { events } = await server.get<{ events: { text: string }[] }>(`/runs/${run.id}/events`);
  expect(events.map(({ text }) => text)).toContain(whole('mark'));
}, 60_000);
