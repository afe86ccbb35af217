import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { createSender, discordMessage, slackMessage } from '../../../server/alerts/channels.ts';
import { createMailer } from '../../../server/alerts/mailer.ts';
import { postJson } from '../../../server/alerts/post.ts';
import { isPrivateAddress } from '../../../server/alerts/public-address.ts';
import type { AlertPayload } from '../../../shared/alert.ts';
import { startSmtpServer } from '../../support/smtp-server.ts';
import { startWebhookServer } from '../../support/webhook-server.ts';

const PAYLOAD: AlertPayload = {
  ...{ type: 'alert', test: false, project: 'digits & more', step: 3, firedAt: '2026-01-01T00:00:00.000Z' },
  rule: { id: 'rule', condition: { kind: 'finished' }, text: 'a run finishes' },
  run: { id: 'r', name: '<!channel> @everyone', url: 'http://lossboard.example/runs/r' },
  message: '<!channel> @everyone finished – ü',
};
const LOCAL = { allowPrivate: true };

const send = (more: object = {}) =>
  createSender({ mailer: undefined, now: () => 1_700_000_000_500, ...LOCAL, ...more });

describe('a webhook', () => {
  test('gets what happened as JSON, signed with its secret', async () => {
    const { address, received } = await startWebhookServer();
    await send()({ kind: 'webhook', url: `${address}/hook?x=1`, secret: 'a long secret' }, PAYLOAD, 42);
    const [{ path, headers, body } = { path: '', headers: {}, body: '' }] = received;
    expect(path).toBe('/hook?x=1');
    expect(JSON.parse(body)).toEqual({ ...PAYLOAD, delivery: 42 });
    const hex = createHmac('sha256', 'a long secret').update(`1700000000.${body}`).digest('hex');
    expect(headers).toMatchObject({
      'content-type': 'application/json',
      'x-lossboard-timestamp': '1700000000',
      'x-lossboard-signature': `sha256=${hex}`,
    });
  });

  test('without a secret is not signed', async () => {
    const { address, received } = await startWebhookServer();
    await send()({ kind: 'webhook', url: address }, PAYLOAD, 1);
    expect(Object.keys(received[0]?.headers ?? {}).filter((name) => name.startsWith('x-'))).toEqual([]);
  });

  test.each([
    [500, true],
    [429, true],
    [408, true],
    [404, false],
    [401, false],
  ])('that answers %i did not take it; trying again helps: %s', async (status, canRetry) => {
    const { address } = await startWebhookServer([status]);
    await expect(send()({ kind: 'webhook', url: address }, PAYLOAD, 1)).rejects.toMatchObject({
      message: `answered ${status}`,
      canRetry,
    });
  });

  test('is not followed elsewhere', async () => {
    const target = await startWebhookServer();
    const { address } = await startWebhookServer([307], { location: target.address });
    await expect(send()({ kind: 'webhook', url: address }, PAYLOAD, 1)).rejects.toMatchObject({ canRetry: false });
    expect(target.received).toEqual([]);
  });

  test('that is away, or never answers, is tried again', async () => {
    const { address } = await startWebhookServer();
    const away = address.replace(/\d+$/, '1');
    await expect(send()({ kind: 'webhook', url: away }, PAYLOAD, 1)).rejects.toMatchObject({ canRetry: true });
  });
});

describe('an address of this machine or around it', () => {
  test.each([
    'http://127.0.0.1/',
    'http://127.1/',
    'http://0x7f000001/',
    'http://2130706433/',
    'http://localhost/',
    'http://[::1]/',
    'http://[::ffff:127.0.0.1]/',
    'http://10.1.2.3/',
    'http://172.31.0.1/',
    'http://192.168.0.1/',
    'http://169.254.169.254/latest/meta-data',
    'http://0.0.0.0/',
    'http://[fd00::1]/',
    'http://[fe80::1]/',
    'http://[64:ff9b::7f00:1]/',
    'http://[2002:7f00:1::]/',
  ])('%s is not sent to', async (url) => {
    await expect(postJson(url, '{}', {}, { allowPrivate: false })).rejects.toMatchObject({
      message: expect.stringContaining('private address'),
      canRetry: false,
    });
  });

  test('is not even connected to', async () => {
    const { address, received } = await startWebhookServer();
    const port = new URL(address).port;
    for (const host of ['127.0.0.1', 'localhost'])
      await expect(postJson(`http://${host}:${port}/`, '{}', {}, { allowPrivate: false })).rejects.toThrow(/private/);
    expect(received).toEqual([]);
  });

  test.each(['8.8.8.8', '172.32.0.1', '2606:4700::1111', '100.63.255.255'])('%s is none', (ip) => {
    expect(isPrivateAddress(ip)).toBe(false);
  });
});

test('Slack gets text in which names command nothing', () => {
  expect(slackMessage(PAYLOAD)).toEqual({
    text: '&lt;!channel&gt; @everyone finished – ü\n<http://lossboard.example/runs/r|Open the run> · digits &amp; more',
  });
});

test('Discord gets a message that mentions nobody, within its length', () => {
  expect(discordMessage(PAYLOAD)).toEqual({
    content: '<!channel> @everyone finished – ü\ndigits & more · http://lossboard.example/runs/r',
    allowed_mentions: { parse: [] },
  });
  const long = discordMessage({ ...PAYLOAD, message: '🦊'.repeat(3000) });
  expect(long.content.length).toBeLessThanOrEqual(2000);
  expect(long.content).toMatch(/runs\/r$/);
});

describe('e-mail', () => {
  const to = { kind: 'email', to: 'me@example.com' } as const;

  test('is plain text that says what happened and where', async () => {
    const { address, mails } = await startSmtpServer();
    const mailer = createMailer({ smtp: address, from: 'lossboard@example.com' });
    await send({ mailer })(to, { ...PAYLOAD, message: 'plain finished' }, 1);
    expect(mails).toMatchObject([{ from: 'lossboard@example.com', to: ['me@example.com'] }]);
    const data = mails[0]?.data ?? '';
    expect(data).toMatch(/^Subject: \[Lossboard\] plain finished\r$/m);
    expect(data).toMatch(/^Content-Type: text\/plain/m);
    expect(data).toContain('Alert: a run finishes\r\n\r\nhttp://lossboard.example/runs/r');
  });

  test('a run cannot write headers by its name', async () => {
    const { address, mails } = await startSmtpServer();
    const mailer = createMailer({ smtp: address, from: 'lossboard@example.com' });
    await send({ mailer })(to, { ...PAYLOAD, message: 'x\r\nBcc: you@example.com' }, 1);
    expect(mails[0]?.to).toEqual(['me@example.com']);
    expect(mails[0]?.data.split('\r\n\r\n')[0]).not.toMatch(/^Bcc:/im);
  });

  test.each([
    ['550 no such user', false],
    ['450 later', true],
  ])('that is refused with “%s” is tried again: %s', async (refuse, canRetry) => {
    const { address } = await startSmtpServer({ refuse });
    const mailer = createMailer({ smtp: address, from: 'lossboard@example.com' });
    await expect(send({ mailer })(to, PAYLOAD, 1)).rejects.toMatchObject({ canRetry });
  });

  test('cannot be sent without an SMTP server', async () => {
    await expect(send()(to, PAYLOAD, 1)).rejects.toMatchObject({ canRetry: false, message: /--smtp/ });
  });
});
