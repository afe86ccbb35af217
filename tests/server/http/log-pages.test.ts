import { expect, test } from 'vitest';
import { startServer } from '../../support/start-server.ts';

const LINES = 300;

async function runWithLongLines() {
  const { send } = await startServer();
  await send('POST', '/runs', { id: 'r1' });
  const logs = Array.from({ length: LINES }, (_, index) => ({
    time: 1,
    level: 'info',
    text: String(index).padEnd(16_384),
  }));
  for (let seq = 1; (seq - 1) * 50 < logs.length; seq++) {
    const part = logs.slice((seq - 1) * 50, seq * 50);
    expect((await send('POST', '/runs/r1/ingest', { writer: 'w', attempt: 1, seq, logs: part })).status).toBe(200);
  }
  const read = async (query: string) => (await send('GET', `/runs/r1/logs?limit=10000&${query}`)).body;
  return read;
}

test('long lines come in pages of a bounded size, which together have each line once', async () => {
  const read = await runWithLongLines();
  const ids: number[] = [];
  for (let cursor: number | null = 0; cursor !== null; ) {
    const page = await read(`cursor=${cursor}`);
    expect(JSON.stringify(page).length).toBeLessThan(3 * 1024 ** 2);
    ids.push(...page.lines.map(({ id }: { id: number }) => id));
    cursor = page.nextCursor;
  }
  expect(ids).toEqual(Array.from({ length: LINES }, (_, index) => index + 1));
});

test('of long lines, the tail is the last of them in order, and nothing follows', async () => {
  const { lines, nextCursor, total } = await (await runWithLongLines())('tail=true');
  const ids = lines.map(({ id }: { id: number }) => id);
  expect(ids.length).toBeGreaterThan(100);
  expect(ids).toEqual(Array.from({ length: ids.length }, (_, index) => LINES - ids.length + index + 1));
  expect({ nextCursor, total }).toEqual({ nextCursor: null, total: LINES });
});
