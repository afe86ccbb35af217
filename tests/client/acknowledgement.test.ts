import { expect, test } from 'vitest';
import { spoolsIn, startRun, temporaryFolder, temporaryServer } from './support/run-fixture.ts';

/** Answers to a batch numbered 1 that do not say it is stored. */
const UNACKNOWLEDGED = [
  { status: 200, raw: '' },
  { status: 200, raw: '{}' },
  { status: 200, raw: 'null' },
  { status: 200, raw: '{"acked":2}' },
  { status: 200, raw: '{"acked":"1"}' },
  { status: 200, raw: '{"acked":1' },
  { status: 200, raw: '<html>Sign in</html>' },
  { status: 202, raw: '{}' },
  { status: 204, raw: '' },
  { status: 400, raw: '<html>Bad Request</html>' },
  { status: 401, raw: '' },
  { status: 403, raw: '{"message":"forbidden"}' },
  { status: 403, raw: '{"error":{"code":"forbidden_host","message":"This server is not that."}}' },
  { status: 404, raw: '<html>nginx</html>' },
  { status: 404, raw: '{"error":"no route"}' },
];

const PLACES = [
  ['POST /runs', (path: string) => path === 'POST /runs'],
  ['a batch', (path: string) => path.endsWith('/ingest')],
  ['a change', (path: string) => path.startsWith('PATCH')],
] as const;

test.each(PLACES.flatMap(([place, isThere]) => UNACKNOWLEDGED.map((answer) => [place, answer, isThere] as const)))(
  'to %s, %j stores nothing: it is sent again, after a wait, and reported once',
  async (_place, answer, isThere) => {
    let left = 4;
    const server = await temporaryServer(({ path }) => (isThere(path) && left-- > 0 ? answer : undefined));
    const spool = temporaryFolder();
    const { run, warnings } = await startRun({ url: server.url, spool });

    run.log({ loss: 1 });
    const delivery = await run.finish();

    expect(delivery).toMatchObject({ logged: 1, acked: 1, lost: 0, complete: true });
    expect(server.steps('loss')).toEqual([1]);
    expect(server.patches).toEqual([{ state: 'finished' }]);
    expect(warnings).toEqual([
      expect.stringContaining(`did not take data (${answer.status}`),
      expect.stringContaining('answers again'),
    ]);
  },
);

test.each(PLACES)(
  'while %s is never acknowledged, the spool keeps it and requests are few',
  async (_place, isThere) => {
    let asked = 0;
    const server = await temporaryServer(({ path }) => {
      if (!isThere(path)) return undefined;
      asked += 1;
      return { status: 200, raw: '{}' };
    });
    const spool = temporaryFolder();
    const { run } = await startRun({ url: server.url, spool, retry: { minMs: 5000, maxMs: 5000 } });

    run.log({ loss: 1 });
    const delivery = await run.finish({ timeoutMs: 600 });

    expect(delivery.complete).toBe(false);
    expect(spoolsIn(spool)).toHaveLength(1);
    expect(asked).toBeLessThan(10);
  },
);
