import { expect, test } from 'vitest';
import { startServer } from '../../support/start-server.ts';

const EVENTS = 2500;
/** Marks of one batch, whose texts are bounded. */
const AT_ONCE = 500;

test('the marks of a run come in pages of a bounded size, which together have each mark once', async () => {
  const { send } = await startServer();
  await send('POST', '/runs', { id: 'r1' });
  const events = Array.from({ length: EVENTS }, (_, step) => ({ kind: 'nan', step, time: 1, text: 'x'.repeat(2000) }));
  for (let seq = 1; (seq - 1) * AT_ONCE < EVENTS; seq++) {
    const part = events.slice((seq - 1) * AT_ONCE, seq * AT_ONCE);
    const { status } = await send('POST', '/runs/r1/ingest', { writer: 'w', attempt: 1, seq, events: part });
    expect(status).toBe(200);
  }

  const pages: number[][] = [];
  for (let cursor: number | null = 0; cursor !== null; ) {
    const { body } = await send('GET', `/runs/r1/events?cursor=${cursor}`);
    expect(body.total).toBe(EVENTS);
    pages.push(body.events.map(({ id }: { id: number }) => id));
    cursor = body.nextCursor;
  }
  expect(pages.map((ids) => ids.length)).toEqual([1000, 1000, 500]);
  expect(pages.flat()).toEqual(events.map((_, index) => index + 1));

  const large = (await send('GET', '/runs/r1/events?limit=10000&tail=true')).body;
  expect(JSON.stringify(large).length).toBeLessThan(3 * 1024 ** 2);
  expect(large).toMatchObject({ nextCursor: null, total: EVENTS });
  expect(large.events.at(-1).id).toBe(EVENTS);
  expect((await send('GET', '/runs/r1/events?limit=10001')).status).toBe(400);
});
