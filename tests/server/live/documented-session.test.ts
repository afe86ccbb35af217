import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { openPage } from '../../support/live-page.ts';
import { startServer } from '../../support/start-server.ts';
import { until } from '../../support/until.ts';

const MANUAL = readFileSync(new URL('../../../docs/live.md', import.meta.url), 'utf8');
const LINE = /^(?<mark>[→←$]) (?:(?<method>[A-Z]+) (?<path>\S+) ?)?(?<json>\{.*\})?$/gm;

test('the session in the documentation happens as it is written', async () => {
  const server = await startServer();
  const page = await openPage(await server.listen());
  const lines = [...MANUAL.matchAll(LINE)].map(({ groups = {} }) => groups);
  expect(lines.length).toBeGreaterThan(15);

  let read = 0;
  for (const { mark, method, path = '', json } of lines) {
    if (mark === '$') {
      const { status, body } = await server.send(method as 'GET', path, json && JSON.parse(json));
      expect(status, JSON.stringify(body)).toBeLessThan(300);
    } else if (mark === '→') page.socket.send(String(json));
    else {
      const expected = parse(String(json));
      const next = () =>
        page.received.findIndex(({ type }, index) => index >= read && (type !== 'runs' || type === expected.type));
      await until(() => next() >= 0, `${json} is received`);
      const received = page.received[next()];
      if (String(json).includes('…')) expect(received).toMatchObject(expected);
      else expect(received).toEqual(expected);
      read = next() + 1;
    }
  }
});

/** What is left out is written as `, …`. */
const parse = (json: string) => JSON.parse(json.replaceAll(', …', ''));
