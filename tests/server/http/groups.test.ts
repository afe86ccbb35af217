import { expect, test } from 'vitest';
import { startServer } from '../../support/start-server.ts';

test('POST /query/groups answers for groups of runs, without those in the trash', async () => {
  const server = await startServer();
  for (const [index, id] of ['a', 'b', 'c'].entries()) {
    await server.send('POST', '/runs', { id });
    await server.send('POST', `/runs/${id}/log`, { step: 1, metrics: { loss: index + 1 } });
  }
  await server.send('DELETE', '/runs/c');
  const { status, body } = await server.send('POST', '/query/groups', {
    groups: [{ name: 'all', runs: ['a', 'b', 'c'] }],
    key: 'loss',
    pixels: 1,
    spread: 'deviation',
  });
  expect(status).toBe(200);
  expect(body.groups).toEqual([
    {
      name: 'all',
      runs: 2,
      x: [1],
      middle: [1.5],
      low: [expect.closeTo(1.5 - Math.SQRT1_2, 12)],
      high: [expect.closeTo(1.5 + Math.SQRT1_2, 12)],
      count: [2],
    },
  ]);
});
