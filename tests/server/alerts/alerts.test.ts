import { describe, expect, test } from 'vitest';
import { error, play, type Scenario, wrongField } from '../../support/scenarios.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { until } from '../../support/until.ts';
import { startWebhookServer } from '../../support/webhook-server.ts';
import { ABOVE, alertsOf, FINISHED, log, RULES, start, untilAlerts, untilDelivery } from './support/alerts.ts';

const refusals: Scenario[] = [
  {
    name: 'an unknown condition',
    ask: ['POST', RULES, { condition: { kind: 'boredom' } }],
    status: 400,
    body: error('invalid'),
  },
  {
    name: 'a condition without its metric',
    ask: ['POST', RULES, { condition: { kind: 'threshold', side: 'above', value: 1, seconds: 0 } }],
    status: 400,
    body: wrongField('/condition/metric'),
  },
  {
    name: 'a filter that cannot be read',
    ask: ['POST', RULES, { ...FINISHED, filter: 'state =' }],
    status: 400,
    body: wrongField('/filter'),
  },
  {
    name: 'an address that is none',
    ask: ['POST', RULES, { ...FINISHED, channels: [{ kind: 'slack', url: 'file:///etc/passwd' }] }],
    status: 400,
    body: wrongField('/channels/0/url'),
  },
  {
    name: 'an address with a password in it',
    ask: ['POST', RULES, { ...FINISHED, channels: [{ kind: 'slack', url: 'https://a:b@example.com' }] }],
    status: 400,
    body: wrongField('/channels/0/url'),
  },
  {
    name: 'two addresses in one',
    ask: ['POST', RULES, { ...FINISHED, channels: [{ kind: 'email', to: 'a@b.c,d@e.f' }] }],
    status: 400,
    body: wrongField('/channels/0/to'),
  },
  { name: 'a change of none', ask: ['PUT', `${RULES}/none`, FINISHED], status: 404, body: error('not_found') },
  { name: 'deleting none', ask: ['DELETE', `${RULES}/none`], status: 404, body: error('not_found') },
  { name: 'bringing back none', ask: ['POST', `${RULES}/none/restore`], status: 404, body: error('not_found') },
  { name: 'testing none', ask: ['POST', `${RULES}/none/test`], status: 404, body: error('not_found') },
  {
    name: 'trying what never failed again',
    ask: ['POST', '/projects/p/alert-deliveries/1/retry'],
    status: 404,
    body: error('not_found'),
  },
];

describe('refuses', () => test.each(refusals)('$name', play));

test('a rule is kept, and the secret of its webhook is never answered', async () => {
  const { address, received } = await startWebhookServer();
  const server = await start();
  const webhook = { kind: 'webhook', url: address, secret: 'a long secret' };
  const { status, body: rule } = await server.send('POST', RULES, { ...FINISHED, channels: [webhook] });
  expect(status).toBe(201);
  expect(rule.channels).toEqual([{ kind: 'webhook', url: address, signed: true }]);
  const { secret: _, ...unsaid } = webhook;
  const changed = await server.send('PUT', `${RULES}/${rule.id}`, { ...ABOVE, channels: [unsaid] });
  expect(changed.body).toMatchObject({ ...ABOVE, channels: [{ signed: true }] });
  expect((await server.send('GET', RULES)).body).toMatchObject({ rules: [{ id: rule.id, ...ABOVE }], canEmail: false });

  await server.send('POST', `${RULES}/${rule.id}/test`);
  const delivery = await untilDelivery(server, 'delivered');
  expect(delivery).toMatchObject({ test: true, message: 'Test of the alert “loss is above 2”', error: null });
  expect(received[0]?.headers['x-lossboard-signature']).toMatch(/^sha256=[0-9a-f]{64}$/);
  expect(await alertsOf(server)).toEqual([]);
});

test('a rule comes true once for each run until it is not true any more', async () => {
  const { address, received } = await startWebhookServer();
  const server = await start(['--public-url', 'https://runs.example/lab']);
  await server.send('POST', RULES, { ...ABOVE, channels: [{ kind: 'webhook', url: address }] });
  await server.send('POST', '/runs', { id: 'a', name: 'first', project: 'p' });
  await server.send('POST', '/runs', { id: 'b', project: 'other' });
  for (const run of ['a', 'b']) await log(server, run, 1, 3);
  const [first] = await untilAlerts(server, 1);
  expect(first).toMatchObject({ run: 'a', message: 'first loss is above 2: 3 at step 1', step: 1, clearedAt: null });

  await log(server, 'a', 2, 4);
  await log(server, 'a', 3, 1);
  await until(async () => (await alertsOf(server))[0]?.clearedAt, 'the alert is cleared');
  await log(server, 'a', 4, 5);
  await untilAlerts(server, 2);
  expect((await alertsOf(server)).map(({ message }) => message)).toEqual([
    'first loss is above 2: 5 at step 4',
    'first loss is above 2: 3 at step 1',
  ]);
  await until(async () => received.length === 2 || undefined, 'both were sent');
  expect(JSON.parse(received[0]?.body ?? '')).toMatchObject({
    ...{ type: 'alert', test: false, project: 'p', step: 1, message: 'first loss is above 2: 3 at step 1' },
    run: { id: 'a', name: 'first', url: 'https://runs.example/lab/runs/a' },
    rule: { text: 'loss is above 2' },
  });
});

test('a spike between two looks is told, as over; neither a restart nor a rule made later tells it', async () => {
  const data = temporaryFolder();
  const first = await start([], { data });
  await first.send('POST', RULES, ABOVE);
  await first.send('POST', '/runs', { id: 'a', project: 'p' });
  const spike = { loss: { step: [1, 2, 3], time: [1, 2, 3], value: [1, 9, 1] } };
  await first.send('POST', '/runs/a/ingest', { writer: 'w', attempt: 1, seq: 1, series: spike });
  const [alert] = await untilAlerts(first, 1);
  expect(alert).toMatchObject({ step: 2, clearedAt: alert?.firedAt });
  expect(alert?.message).toMatch(/loss was above 2: 9 at step 2$/);
  await first.app.close();

  const second = await start([], { data });
  await second.send('POST', RULES, { ...ABOVE, condition: { ...ABOVE.condition, value: 3 } });
  await log(second, 'a', 9, 1);
  await second.send('POST', '/runs', { id: 'b', project: 'p' });
  await log(second, 'b', 1, 5); // is looked at after it, and both rules come true
  await untilAlerts(second, 3);
  expect((await alertsOf(second)).map(({ run }) => run)).toEqual(['b', 'b', 'a']);
});

test('an alert stays open where the condition was over and is true again between two looks', async () => {
  const server = await start();
  await server.send('POST', RULES, ABOVE);
  await server.send('POST', '/runs', { id: 'a', project: 'p' });
  await log(server, 'a', 1, 3);
  await untilAlerts(server, 1);
  const apart = { loss: { step: [2, 3], time: [2, 3], value: [1, 9] } };
  await server.send('POST', '/runs/a/ingest', { writer: 'w', attempt: 1, seq: 1, series: apart });
  await server.send('POST', '/runs', { id: 'b', project: 'p' });
  await log(server, 'b', 1, 3); // is looked at after it
  const found = await untilAlerts(server, 2);
  expect(found.map(({ run, clearedAt }) => [run, clearedAt])).toEqual([
    ['b', null],
    ['a', null],
  ]);
});

test('runs that ended before the rule, and those that its filter leaves out, do not concern it', async () => {
  const server = await start();
  for (const [id, tags] of [
    ['before', ['wanted']],
    ['left-out', []],
    ['meant', ['wanted']],
  ] as const)
    await server.send('POST', '/runs', { id, project: 'p', tags });
  await server.send('PATCH', '/runs/before', { state: 'finished' });
  await server.send('POST', RULES, { ...FINISHED, filter: 'tag = wanted' });
  await server.send('PATCH', '/runs/before', { notes: 'changed after its end' });
  await server.send('PATCH', '/runs/left-out', { state: 'finished' });
  await server.send('PATCH', '/runs/meant', { state: 'finished' });
  expect((await untilAlerts(server, 1)).map(({ run }) => run)).toEqual(['meant']);
});

test('a rule that is switched off, or deleted, watches nothing', async () => {
  const server = await start();
  const { id } = (await server.send('POST', RULES, { ...ABOVE, enabled: false })).body;
  const other = (await server.send('POST', RULES, ABOVE)).body;
  await server.send('DELETE', `${RULES}/${other.id}`);
  await server.send('POST', '/runs', { id: 'a', project: 'p' });
  await log(server, 'a', 1, 3);
  await server.send('PUT', `${RULES}/${id}`, FINISHED);
  await server.send('PATCH', '/runs/a', { state: 'finished' });
  expect((await untilAlerts(server, 1)).map(({ kind }) => kind)).toEqual(['finished']);
});

test('a deleted rule that is brought back signs as before, and has what happened meanwhile; not a day later', async () => {
  let now = Date.parse('2026-11-28T12:00:00Z');
  const data = temporaryFolder();
  const { address, received } = await startWebhookServer();
  const server = await start([], { data, now: () => now });
  const webhook = { kind: 'webhook', url: address, secret: 'a long secret' };
  const { id } = (await server.send('POST', RULES, { ...FINISHED, channels: [webhook] })).body;
  await server.send('POST', '/runs', { id: 'a', name: 'first', project: 'p' });
  await server.send('DELETE', `${RULES}/${id}`);
  await server.send('PATCH', '/runs/a', { state: 'finished' });
  const restored = await server.send('POST', `${RULES}/${id}/restore`);
  expect(restored).toMatchObject({ status: 200, body: { id, channels: [{ url: address, signed: true }] } });
  await until(async () => received.length === 1 || undefined, 'the message has come');
  expect(received[0]?.headers['x-lossboard-signature']).toMatch(/^sha256=/);

  await server.send('DELETE', `${RULES}/${id}`);
  await server.app.close();
  now += 25 * 3600_000;
  const later = await start([], { data, now: () => now });
  expect((await later.send('POST', `${RULES}/${id}/restore`)).status).toBe(404);
});

test('alerts are unseen until somebody has looked', async () => {
  const server = await start();
  await server.send('POST', RULES, FINISHED);
  for (const id of ['a', 'b']) {
    await server.send('POST', '/runs', { id, project: 'p' });
    await server.send('PATCH', `/runs/${id}`, { state: 'finished' });
  }
  const [newest] = await untilAlerts(server, 2);
  expect((await server.send('GET', '/alerts?project=q')).body).toEqual({ alerts: [], unseen: 2 });
  await server.send('POST', '/alerts/seen', { upTo: newest?.id });
  expect((await server.send('GET', '/alerts')).body).toMatchObject({
    unseen: 0,
    alerts: [{ seen: true }, { seen: true }],
  });
});

test('a long series is read in pieces, and what was changed in it is read again', async () => {
  const server = await start();
  await server.send('POST', '/runs', { id: 'a', project: 'p' });
  const step = Array.from({ length: 45_000 }, (_, index) => index);
  const series = { loss: { step, time: step.map((each) => 1000 + each), value: step.map(() => 1) } };
  await server.send('POST', '/runs/a/ingest', { writer: 'w', attempt: 1, seq: 1, series });
  const plateau = { kind: 'plateau', metric: 'loss', goal: 'min', points: 44_999, tolerance: 0 };
  await server.send('POST', RULES, { condition: plateau });
  await server.send('PATCH', '/runs/a', { notes: 'a change, so that it is looked at' });
  const [alert] = await untilAlerts(server, 1);
  expect(alert?.message).toContain('has not improved for 44999 points: best 1 at step 0');
  expect((await server.send('DELETE', '/runs/a/series?key=loss')).status).toBe(200);
  await until(async () => (await alertsOf(server))[0]?.clearedAt, 'the alert is cleared');
});
