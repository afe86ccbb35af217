import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';

export interface Mail {
  from: string;
  to: string[];
  /** Headers and text as they were sent. */
  data: string;
}

/** A server that takes mail by SMTP (RFC 5321) for the running test; with `refuse`, it answers that to every recipient. */
export async function startSmtpServer({ refuse = '250 fine' }: { refuse?: string } = {}) {
  const mails: Mail[] = [];
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    void talk(socket, refuse, (mail) => mails.push(mail));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return { address: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`, mails };
}

async function talk(socket: Socket, onRecipient: string, take: (mail: Mail) => void): Promise<void> {
  const say = (line: string) => socket.write(`${line}\r\n`);
  const addressIn = (line: string) => /<(.*)>/.exec(line)?.[1] ?? '';
  const mail: Mail = { from: '', to: [], data: '' };
  let isData = false;
  const verbs: Record<string, (line: string) => void> = {
    MAIL(line) {
      mail.from = addressIn(line);
      say('250 fine');
    },
    RCPT(line) {
      mail.to.push(addressIn(line));
      say(onRecipient);
    },
    DATA() {
      isData = true;
      say('354 go on');
    },
    QUIT: () => socket.end('221 bye\r\n'),
  };
  say('220 test');
  for await (const line of createInterface({ input: socket })) {
    if (isData && line !== '.') mail.data += `${line.replace(/^\.\./, '.')}\r\n`;
    else if (isData) {
      isData = false;
      take(mail);
      say('250 taken');
    } else (verbs[line.slice(0, 4).toUpperCase()] ?? (() => say('250 fine')))(line);
  }
}
