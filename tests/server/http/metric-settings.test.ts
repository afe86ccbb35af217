import { expect, test } from 'vitest';
import { startServer } from '../../support/start-server.ts';

const PATH = '/metric-settings';

test('the direction and the unit of a metric are set for a project, change alone, and are given up', async () => {
  const server = await startServer();
  expect((await server.send('GET', PATH)).body).toEqual({ settings: [] });
  const metric = { project: '../a%2F', metric: 'Genauigkeit/täglich' };
  const set = { ...metric, goal: 'max', unit: null };
  expect(await server.send('PATCH', PATH, { ...metric, goal: 'max' })).toMatchObject({ status: 200, body: set });
  expect((await server.send('PATCH', PATH, { ...metric, unit: '%' })).body).toEqual({ ...set, unit: '%' });
  await server.send('PATCH', PATH, { project: 'other', metric: 'score', goal: 'none' });

  expect((await server.send('GET', PATH)).body.settings).toHaveLength(2);
  const ofOne = await server.send('GET', `${PATH}?project=${encodeURIComponent(metric.project)}`);
  expect(ofOne.body.settings).toEqual([{ ...set, unit: '%' }]);
  expect((await server.send('PATCH', PATH, { ...metric, goal: null, unit: null })).status).toBe(200);
  expect((await server.send('GET', PATH)).body.settings).toMatchObject([{ project: 'other' }]);
});

test.each([
  [{ project: 'p', metric: 'm', goal: 'lower' }, '/goal'],
  [{ project: 'p', metric: 'm', goal: 'min', unit: '' }, '/unit'],
  [{ project: 'p', metric: 'm', unit: 'metres per second' }, '/unit'],
  [{ project: 'p', metric: 'm', unit: 'a\nb' }, '/unit'],
  [{ project: '', metric: 'm', goal: 'min' }, '/project'],
  [{ project: 'p', goal: 'min', unit: 's' }, '/metric'],
  [{ project: 'p', metric: 'm' }, ''],
  [{ project: 'p', metric: 'm', goal: 'min', direction: 'up' }, '/direction'],
])('%j is refused, and nothing is set', async (body, path) => {
  const server = await startServer();
  const { status, body: answer } = await server.send('PATCH', PATH, body);
  expect(status).toBe(400);
  expect(answer.error).toMatchObject({ code: 'invalid', details: { fields: [{ path }] } });
  expect((await server.send('GET', PATH)).body.settings).toEqual([]);
});
