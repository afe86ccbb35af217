import type { AlertPayload } from '../../shared/alert.ts';
import { DeliveryError } from './post.ts';

const TIMEOUT_MS = 10_000;

export interface MailerOptions {
  /** `smtp://user:password@host:port`, or `smtps:`. */
  smtp: string;
  from: string;
}

export interface Mailer {
  /** @throws {DeliveryError} when the SMTP server does not take it */
  send(to: string, payload: AlertPayload): Promise<void>;
}

/** Sends alerts as plain text through an SMTP server. Its library is loaded with the first one. */
export function createMailer({ smtp, from }: MailerOptions): Mailer {
  return {
    async send(to, { message, project, run, rule }) {
      const { createTransport } = await import('nodemailer');
      const timeouts = { connectionTimeout: TIMEOUT_MS, greetingTimeout: TIMEOUT_MS, socketTimeout: TIMEOUT_MS };
      const transport = createTransport({ url: smtp, ...timeouts, disableFileAccess: true, disableUrlAccess: true });
      const lines = [message, '', `Project: ${project}`, `Alert: ${rule.text}`, ...(run ? ['', run.url] : [])];
      try {
        await transport.sendMail({
          from,
          to: { name: '', address: to },
          subject: `[Lossboard] ${message}`,
          text: lines.join('\n'),
        });
      } catch (error) {
        const { responseCode = 0, message: why } = error as { responseCode?: number; message: string };
        throw new DeliveryError(why, responseCode < 500);
      } finally {
        transport.close();
      }
    },
  };
}
