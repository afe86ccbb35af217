import { expect, test } from 'vitest';
import { startSmtpServer } from '../../support/smtp-server.ts';
import { startServer } from '../../support/start-server.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { until } from '../../support/until.ts';
import { startWebhookServer } from '../../support/webhook-server.ts';
import { ABOVE, alertsOf, FINISHED, log, RULES, start, untilAlerts, untilDelivery } from './support/alerts.ts';

test('what cannot be delivered is tried again later and later, in the end by hand', async () => {
  let now = Date.parse('2026-11-28T12:00:00Z');
  const { address } = await startWebhookServer([500, 503, 404, 200]);
  const server = await start([], { now: () => now });
  const channels = [{ kind: 'slack', url: address }];
  const { id } = (await server.send('POST', RULES, { ...FINISHED, channels })).body;
  await server.send('POST', `${RULES}/${id}/test`);
  expect(await untilDelivery(server, 'waiting')).toMatchObject({
    ...{ attempts: 1, error: 'answered 500', nextAt: '2026-11-28T12:00:05.000Z' },
  });
  now += 5000;
  await until(async () => {
    const { deliveries } = (await server.send('GET', '/projects/p/alert-deliveries')).body;
    return deliveries[0].attempts === 2;
  }, 'it was sent a second time');
  now += 20_000;
  const failed = await untilDelivery(server, 'failed');
  expect(failed).toMatchObject({ attempts: 3, error: 'answered 404', nextAt: null });
  expect((await server.send('POST', `/projects/p/alert-deliveries/${failed.id}/retry`)).status).toBe(204);
  expect(await untilDelivery(server, 'delivered')).toMatchObject({ id: failed.id, attempts: 1, error: null });
});

test('a server that is started again sends what waits, and repeats no alert', async () => {
  const data = temporaryFolder();
  const { address, received } = await startWebhookServer();
  const first = await start([], { data, alertTickMs: 1_000_000 }); // neither looks nor sends
  await first.send('POST', RULES, { ...ABOVE, channels: [{ kind: 'webhook', url: address }] });
  await first.send('POST', '/runs', { id: 'a', project: 'p' });
  await log(first, 'a', 1, 3);
  await first.app.close();
  const second = await start([], { data });
  await untilAlerts(second, 1);
  await until(async () => received.length === 1 || undefined, 'the message has come');
  await second.app.close();
  const third = await start([], { data });
  await log(third, 'a', 2, 3);
  await log(third, 'a', 3, 1);
  await until(async () => (await alertsOf(third))[0]?.clearedAt, 'the alert is cleared');
  expect(await alertsOf(third)).toHaveLength(1);
  expect(received).toHaveLength(1);
});

test('by e-mail, where the operator named a server for it', async () => {
  const { address, mails } = await startSmtpServer();
  const server = await start(['--smtp', address, '--smtp-from', 'lab@example.com']);
  expect((await server.send('GET', RULES)).body).toMatchObject({ canEmail: true });
  await server.send('POST', RULES, { ...FINISHED, channels: [{ kind: 'email', to: 'me@example.com' }] });
  await server.send('POST', '/runs', { id: 'a', name: 'night run', project: 'p' });
  await server.send('PATCH', '/runs/a', { state: 'finished' });
  await untilDelivery(server, 'delivered');
  expect(mails).toMatchObject([{ from: 'lab@example.com', to: ['me@example.com'] }]);
  expect(mails[0]?.data).toContain('Subject: [Lossboard] night run finished');
});

test('a private address is refused unless the operator allows it, and the log says why', async () => {
  const { address, received } = await startWebhookServer();
  const server = await startServer({ alertTickMs: 20 });
  const { id } = (await server.send('POST', RULES, { ...FINISHED, channels: [{ kind: 'discord', url: address }] }))
    .body;
  await server.send('POST', `${RULES}/${id}/test`);
  expect(await untilDelivery(server, 'failed')).toMatchObject({
    attempts: 1,
    error: '127.0.0.1 is a private address; the operator may allow those',
  });
  expect(received).toEqual([]);
});
