import { createHmac } from 'node:crypto';
import type { AlertChannel, AlertPayload } from '../../shared/alert.ts';
import type { Mailer } from './mailer.ts';
import { DeliveryError, type PostOptions, postJson } from './post.ts';

/** Discord's limit, in code units. */
const DISCORD_LENGTH = 2000;

export interface ChannelOptions extends PostOptions {
  /** Undefined where the operator named no SMTP server. */
  mailer: Mailer | undefined;
  now: () => number;
}

/** Sends an alert to its channel. `delivery` tells a receiver that two messages are one that was sent twice. */
export type Send = (channel: AlertChannel, payload: AlertPayload, delivery: number) => Promise<void>;

/** @returns a function that throws DeliveryError when a message is not taken */
export function createSender({ mailer, now, ...post }: ChannelOptions): Send {
  return async (channel, payload, delivery) => {
    switch (channel.kind) {
      case 'webhook': {
        const body = JSON.stringify({ ...payload, delivery });
        return postJson(channel.url, body, signature(channel.secret, body, Math.floor(now() / 1000)), post);
      }
      case 'slack':
        return postJson(channel.url, JSON.stringify(slackMessage(payload)), {}, post);
      case 'discord':
        return postJson(channel.url, JSON.stringify(discordMessage(payload)), {}, post);
      case 'email':
        if (!mailer) throw new DeliveryError('no SMTP server is configured (--smtp)', false);
        return mailer.send(channel.to, payload);
    }
  };
}

/**
 * Headers by which a receiver knows the sender: the HMAC-SHA256 of `timestamp.body` with the secret, in hex. The
 * timestamp, in seconds, lets it refuse what somebody else sends again later.
 */
export function signature(secret: string | undefined, body: string, timestamp: number): Record<string, string> {
  if (secret === undefined) return {};
  const hex = createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex');
  return { 'x-lossboard-timestamp': String(timestamp), 'x-lossboard-signature': `sha256=${hex}` };
}

export function slackMessage({ message, project, run }: AlertPayload) {
  const escaped = escapeSlack(message);
  const link = run ? `\n<${run.url}|Open the run> · ${escapeSlack(project)}` : `\n${escapeSlack(project)}`;
  return { text: `${escaped}${link}` };
}

export function discordMessage({ message, project, run }: AlertPayload) {
  const tail = run ? `\n${project} · ${run.url}` : `\n${project}`;
  const content = `${message.slice(0, DISCORD_LENGTH - tail.length)}${tail}`.toWellFormed();
  return { content, allowed_mentions: { parse: [] } }; // the name of a run must not call @everyone
}

function escapeSlack(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
