import { expect, test } from 'vitest';
import { startServer } from '../../support/start-server.ts';

test('GET /runs?where= finds runs by their settings, and says what is wrong with a filter and where', async () => {
  const server = await startServer();
  await server.send('POST', '/runs', { id: 'a', config: { lr: 0.1 }, tags: ['baseline'] });
  await server.send('POST', '/runs', { id: 'b', config: { lr: 0.01 } });
  const find = (where: string) => server.send('GET', `/runs?where=${encodeURIComponent(where)}`);

  const found = await find('config.lr >= 0.1 and tag:baseline');
  expect(found.body).toMatchObject({ total: 1, runs: [{ id: 'a' }] });
  const wrong = await find('config.lr >=');
  expect(wrong.status).toBe(400);
  expect(wrong.body.error).toMatchObject({ code: 'invalid', details: { at: 12 } });
});

test('GET /runs?sort= takes settings and metrics, and nothing else', async () => {
  const server = await startServer();
  for (const [id, lr] of [
    ['a', 0.1],
    ['b', 0.3],
    ['c', 0.2],
  ] as const) {
    await server.send('POST', '/runs', { id, config: { lr } });
  }
  await server.send('PATCH', '/runs/b', { tags: ['x'] });
  for (const order of ['asc', 'desc'])
    expect((await server.send('GET', `/runs?sort=tags&order=${order}`)).body.runs[0].id).toBe('b');
  const { body } = await server.send('GET', '/runs?sort=config.lr&order=desc');
  expect(body.runs.map((run: { id: string }) => run.id)).toEqual(['b', 'c', 'a']);
  const several = await server.send('GET', '/runs?sort=project&sort=config.lr&order=asc&order=desc&skip=1');
  expect(several.body).toMatchObject({ total: 3, runs: [{ id: 'c' }, { id: 'a' }] });
  for (const wrong of ['sort=password', 'sort=name&sort=password', 'order=up', 'skip=-1'])
    expect((await server.send('GET', `/runs?${wrong}`)).status).toBe(400);
});
