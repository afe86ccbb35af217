import { expect, test } from 'vitest';
import { decodePanels, PANELS_MEDIA_TYPE } from '../../../shared/panel-codec.ts';
import { startServer, type TestServer } from '../../support/start-server.ts';

const curves = (changes = {}) => ({
  kind: 'curves',
  runs: ['a'],
  keys: ['loss'],
  pixels: 10,
  smoothing: 0.5,
  columns: ['step', 'mean', 'min', 'max', 'nonFinite', 'smoothed'],
  ...changes,
});

/** Runs a and b; 100 points of `loss` each, the 50th NaN, and of `rate` three. */
async function withRuns() {
  const server = await startServer();
  for (const id of ['a', 'b']) {
    await server.send('POST', '/runs', { id });
    const step = Array.from({ length: 100 }, (_, index) => index + 1);
    const value = step.map((each) => (each === 50 ? 'NaN' : 1 / each));
    const rate = { step: [1, 2, 3], time: [1, 2, 3], value: [0.1, 'Infinity', '-Infinity'] };
    const histogram = { key: 'weights', step: 5, time: 5, edges: [0, 0.5, 1], counts: [3, 4] };
    await server.send('POST', `/runs/${id}/ingest`, {
      writer: 'w',
      epoch: 1,
      seq: 1,
      series: { loss: { step, time: step, value }, rate },
      histograms: [histogram],
    });
  }
  return server;
}

const ask = (server: TestServer, parts: unknown[]) => server.send('POST', '/query/panels', { parts });

test('parts are answered in their order, with the columns that are asked for', async () => {
  const server = await withRuns();
  const { status, body } = await ask(server, [
    curves({ runs: ['b', 'gone', 'a'] }),
    { kind: 'histograms', run: 'a', keys: ['weights'] },
  ]);

  expect(status).toBe(200);
  const [first, second] = body.parts;
  expect(first.series.map(({ run }: { run: string }) => run)).toEqual(['b', 'a']);
  expect(first.failed).toEqual([]);
  const [{ columns, ...series }] = first.series;
  expect(Object.keys(columns)).toEqual(['step', 'mean', 'min', 'max', 'nonFinite', 'smoothed']);
  expect(columns.step).toHaveLength(10);
  expect(columns.max[0]).toBe(1);
  expect(columns.nonFinite).toEqual([0, 0, 0, 0, 1, 0, 0, 0, 0, 0]);
  expect(series).toMatchObject({ key: 'loss', points: 100, raw: false, last: 0.01, startTime: 1, rev: 1 });
  expect(second.series).toEqual([
    { key: 'weights', histograms: [expect.objectContaining({ step: 5, counts: [3, 4] })] },
  ]);
});

test('a bucket of one point is its value, of whatever kind, and needs no lowest and highest', async () => {
  const server = await withRuns();
  const { body } = await ask(server, [curves({ keys: ['rate'] })]);
  const [{ raw, columns, last }] = body.parts[0].series;

  expect(raw).toBe(true);
  expect(Object.keys(columns)).toEqual(['step', 'mean', 'nonFinite', 'smoothed']);
  expect(columns.mean).toEqual([0.1, 'Infinity', '-Infinity']);
  expect(last).toBe('-Infinity');
});

test('the binary form is the same to the eye, and single points are the same to the bit', async () => {
  const server = await withRuns();
  const query = { parts: [curves(), curves({ pixels: 1000 })] };
  const { body: json } = await server.send('POST', '/query/panels', query);
  const { app } = server;
  const answer = await app.inject({
    method: 'POST',
    url: '/api/v1/query/panels',
    headers: { host: '127.0.0.1:80', accept: `${PANELS_MEDIA_TYPE}, application/json` },
    payload: query,
  });

  expect(answer.headers['content-type']).toBe(PANELS_MEDIA_TYPE);
  expect(answer.headers.vary).toMatch(/accept(,|$)/);
  const { parts } = decodePanels(answer.rawPayload) as typeof json;
  for (const [index, tolerance] of [2 ** -17, 0].entries()) {
    const [binary, text] = [parts[index].series[0], json.parts[index].series[0]];
    expect({ ...binary, columns: null }).toEqual({ ...text, columns: null });
    for (const [name, values] of Object.entries<(number | string)[]>(text.columns)) {
      for (const [at, value] of values.entries()) {
        const [sent, exact] = [binary.columns[name][at], Number(value)];
        if (Number.isFinite(exact)) expect(Math.abs(sent - exact)).toBeLessThanOrEqual(Math.abs(exact) * tolerance);
        else expect(sent).toBe(exact);
      }
    }
  }
});

test('groups of runs have a curve for each key and group, with the revisions that they show', async () => {
  const server = await withRuns();
  await server.send('POST', '/runs/b/log', { step: 2, metrics: { loss: 1.5, rate: 0.3 } });
  const groups = [
    { name: 'both', runs: ['a', 'gone', 'b'] },
    { name: 'only b', runs: ['b'] },
  ];
  const [part] = (
    await ask(server, [
      { kind: 'groups', groups, keys: ['loss', 'rate'], window: [1, 3], spread: 'deviation', members: true },
    ])
  ).body.parts;

  expect(part).toMatchObject({ kind: 'groups', revs: { a: 1, b: 2 } });
  expect(part.series.map(({ key, group, runs }: Record<string, unknown>) => [key, group, runs])).toEqual([
    ['loss', 'both', 2],
    ['loss', 'only b', 1],
    ['rate', 'both', 2],
    ['rate', 'only b', 1],
  ]);
  const [both] = part.series;
  expect(both.columns).toEqual({
    x: [1, 2, 3],
    middle: [1, 1, expect.closeTo(1 / 3, 6)],
    low: [1, expect.closeTo(1 - Math.SQRT1_2, 5), expect.closeTo(1 / 3, 6)],
    high: [1, expect.closeTo(1 + Math.SQRT1_2, 5), expect.closeTo(1 / 3, 6)],
    count: [2, 2, 2],
  });
  expect(both.members).toEqual([
    { run: 'a', values: [1, 0.5, expect.closeTo(1 / 3, 6)] },
    { run: 'b', values: [1, 1.5, expect.closeTo(1 / 3, 6)] },
  ]);
});

test('a group without points in its window has none', async () => {
  const server = await withRuns();
  const part = { kind: 'groups', groups: [{ name: 'g', runs: ['a'] }], keys: ['loss', 'none'], window: [500, 600] };
  const [{ series }] = (await ask(server, [part])).body.parts;
  expect(series).toMatchObject([
    { key: 'loss', runs: 1, columns: { x: [], count: [] } },
    { key: 'none', runs: 0, columns: { x: [], count: [] } },
  ]);
});

test('a part that cannot be read says why, and leaves the others as they are', async () => {
  const server = await withRuns();
  const { status, body } = await ask(server, [{ kind: 'histograms', run: 'gone', keys: ['weights'] }, curves()]);

  expect(status).toBe(200);
  expect(body.parts[0]).toEqual({ kind: 'failed', code: 'not_found', message: expect.stringContaining('"gone"') });
  expect(body.parts[1].series).toHaveLength(1);
});

test.each([
  ['without parts', [], '/parts'],
  ['without columns', [curves({ columns: [] })], '/parts/0/columns'],
  ['of an unknown column', [curves(), curves({ columns: ['colour'] })], '/parts/1/columns/0'],
  ['of an unknown kind', [{ kind: 'pie' }], '/parts/0/kind'],
  ['of a window that ends before it begins', [curves({ window: [2, 1] })], '/window'],
])('a query %s is refused, naming where', async (_, parts, path) => {
  const server = await startServer();
  expect(await ask(server, parts)).toMatchObject({
    status: 400,
    body: { error: { code: 'invalid', details: { fields: [{ path }] } } },
  });
});

test('a formula is answered under its text, and one that is none fails its part alone, with the place of the fault', async () => {
  const server = await withRuns();
  const { body } = await ask(server, [
    curves({ keys: [], formulas: ['loss / rate'] }),
    curves({ keys: [], formulas: ['loss +'] }),
    curves({ keys: [], runs: ['b'], formulas: ['loss - baseline(loss)'], baseline: 'a' }),
  ]);
  const [ratio, fault, difference] = body.parts;
  expect(ratio.series).toMatchObject([{ run: 'a', key: 'loss / rate', points: 100 }]);
  expect(fault).toMatchObject({ kind: 'failed', code: 'invalid', message: expect.stringContaining('at character 7') });
  expect(difference.series[0].summary).toMatchObject({ min: 0, max: 0, nonFinite: 1 });
});

test('a run that was forked begins with the points of its ancestors where that is asked for', async () => {
  const server = await withRuns();
  await server.send('POST', '/runs', { id: 'child', parentRun: 'a', forkStep: 60 });
  await server.send('POST', '/runs', { id: 'grandchild', parentRun: 'child', forkStep: 30 });
  await server.send('POST', '/runs/grandchild/log', { step: 61, metrics: { loss: 7 } });
  const stepsOf = async (changes: object) => {
    const { body } = await ask(server, [curves({ runs: ['grandchild'], pixels: 100, columns: ['step'], ...changes })]);
    return body.parts[0].series[0].columns.step;
  };
  expect(await stepsOf({})).toEqual([61]);
  expect(await stepsOf({ ancestors: true })).toEqual([...Array.from({ length: 30 }, (_, index) => index + 1), 61]);
});
