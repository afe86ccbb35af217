import { once } from 'node:events';
import { request } from 'node:http';
import { tableFromIPC } from 'apache-arrow';
import { parse } from 'csv-parse/sync';
import { parquetMetadata, parquetReadObjects, parquetSchema } from 'hyparquet';
import { describe, expect, test } from 'vitest';
import { PAGE_POINTS } from '../../../server/services/export-service.ts';
import { BATCH_MEDIA_TYPE, encodeBatch } from '../../../shared/batch-codec.ts';
import type { JsonNumber } from '../../../shared/number.ts';
import { randomFrom } from '../../support/random.ts';
import { error, play, type Scenario, wrongField } from '../../support/scenarios.ts';
import { startServer } from '../../support/start-server.ts';
import { until } from '../../support/until.ts';

const POINTS = 20_000;
/** Values that a careless file loses, by index. */
const ODD: Record<number, JsonNumber> = {
  5: 'NaN',
  6: -0,
  7: 5e-324,
  8: -Number.MAX_VALUE,
  9: 'Infinity',
  10: 2 ** 53 - 1,
};
const FORMULA = '=HYPERLINK("http://evil.example","x"), 2';

async function filledServer() {
  const server = await startServer();
  const random = randomFrom(1);
  const value = Array.from({ length: POINTS }, (_, index) => ODD[index] ?? random() - 0.5);
  const step = value.map((_, index) => index * 3);
  const time = step.map((each) => 1000 + each / 8);
  await server.send('POST', '/runs', { id: 'r1', name: FORMULA });
  await server.send('POST', '/runs', { id: 'r2', name: 'plain' });
  const binary = encodeBatch({
    ...{ writer: 'w', attempt: 1, seq: 1 },
    series: { loss: { step, time, value }, '-b': { step: [1], time: [2], value: ['-Infinity'] } },
  });
  await server.send('POST', '/runs/r1/ingest', Buffer.from(binary), { 'content-type': BATCH_MEDIA_TYPE });
  await server.send('POST', '/runs/r2/ingest', {
    ...{ writer: 'w', attempt: 1, seq: 1 },
    series: { loss: { step: [1, 2], time: [10, 20], value: ['NaN', 'NaN'] } },
  });
  const expected = step.map((each, at) => [each, time[at], Number(value[at])]);
  const read = async (body: object) => {
    const answer = await server.app.inject({ method: 'POST', url: '/api/v1/export', payload: body });
    expect(answer.statusCode).toBe(200);
    return answer;
  };
  return { ...server, expected, read };
}

/** As the reader of Parquet wants a file. */
const fileOf = (bytes: Buffer): ArrayBuffer => new Uint8Array(bytes).buffer;

describe('every point comes out as it went in', () => {
  test('as CSV, where no text is a formula', async () => {
    const { read, expected } = await filledServer();
    const answer = await read({ runs: ['r1', 'r2'], format: 'csv' });
    expect(answer.headers).toMatchObject({
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="lossboard-2-runs-points.csv"',
    });
    const [head, ...rows] = parse(answer.body, { record_delimiter: '\r\n' }) as string[][];
    expect(head).toEqual(['run', 'name', 'series', 'step', 'time', 'value']);
    expect(rows.slice(0, POINTS).map((row) => row.slice(3).map(Number))).toEqual(expected);
    expect(rows.slice(POINTS)).toEqual([
      ['r1', `'${FORMULA}`, "'-b", '1', '2', '-Infinity'],
      ['r2', 'plain', 'loss', '1', '10', 'NaN'],
      ['r2', 'plain', 'loss', '2', '20', 'NaN'],
    ]);
  });

  test('as JSON', async () => {
    const { read, expected } = await filledServer();
    const { columns, rows } = (await read({ runs: ['r1'], keys: ['loss', 'none'], format: 'json' })).json();
    expect(columns).toEqual(['run', 'name', 'series', 'step', 'time', 'value']);
    expect(rows[0].slice(0, 3)).toEqual(['r1', FORMULA, 'loss']);
    expect(rows.map((row: unknown[]) => row.slice(3).map(Number))).toEqual(expected);
    expect(rows[5][5]).toBe('NaN');
  });

  test('as Arrow', async () => {
    const { read, expected } = await filledServer();
    const answer = await read({ runs: ['r1', 'r2'], format: 'arrow' });
    expect(answer.headers['content-type']).toBe('application/vnd.apache.arrow.stream');
    const table = tableFromIPC(answer.rawPayload);
    expect(table.numRows).toBe(POINTS + 3);
    const column = (name: string) => [...(table.getChild(name) ?? [])].slice(0, POINTS);
    const numbers = ['step', 'time', 'value'].map(column);
    expect(expected).toEqual(Array.from({ length: POINTS }, (_, row) => numbers.map((each) => each[row])));
    expect(table.get(0)?.toJSON()).toMatchObject({ run: 'r1', name: FORMULA, series: 'loss' });
    expect(table.get(POINTS + 2)?.toJSON()).toMatchObject({ run: 'r2', step: 2, value: Number.NaN });
  });

  test('as Parquet, in row groups of many rows', async () => {
    const { read, expected } = await filledServer();
    const answer = await read({ runs: ['r1', 'r2'], format: 'parquet' });
    expect(answer.headers).toMatchObject({
      'content-type': 'application/vnd.apache.parquet',
      'content-disposition': 'attachment; filename="lossboard-2-runs-points.parquet"',
    });
    const file = fileOf(answer.rawPayload);
    const metadata = parquetMetadata(file);
    expect(metadata.row_groups.map(({ num_rows }) => Number(num_rows))).toEqual([16_384, POINTS + 3 - 16_384]);
    const rows = await parquetReadObjects({ file });
    expect(rows.slice(0, POINTS).map(({ step, time, value }) => [step, time, value])).toEqual(expected);
    expect(rows[0]).toMatchObject({ run: 'r1', name: FORMULA, series: 'loss' });
    expect(rows.slice(POINTS)).toEqual([
      { run: 'r1', name: FORMULA, series: '-b', step: 1, time: 2, value: Number.NEGATIVE_INFINITY },
      { run: 'r2', name: 'plain', series: 'loss', step: 1, time: 10, value: Number.NaN },
      { run: 'r2', name: 'plain', series: 'loss', step: 2, time: 20, value: Number.NaN },
    ]);
  });

  test('of nothing, a table without rows', async () => {
    const { send, read } = await filledServer();
    await send('POST', '/runs', { id: 'empty' });
    expect((await read({ runs: ['empty'], format: 'csv' })).body).toBe('run,name,series,step,time,value\r\n');
    expect((await read({ runs: ['empty'], format: 'json' })).json().rows).toEqual([]);
    const table = tableFromIPC((await read({ runs: ['empty'], format: 'arrow' })).rawPayload);
    expect([table.numRows, table.schema.names.length]).toEqual([0, 6]);
    const file = fileOf((await read({ runs: ['empty'], format: 'parquet' })).rawPayload);
    expect([await parquetReadObjects({ file }), parquetSchema(parquetMetadata(file)).children.length]).toEqual([[], 6]);
  });

  test.each([
    ['step', [30, 60], 11],
    ['time', [1000, 1003], 9],
    ['relative', [998, 1001], 9], // the run's first point, of another series, is at time 2
  ])('within a window of %s', async (x, window, count) => {
    const { read } = await filledServer();
    const { rows } = (await read({ runs: ['r1'], keys: ['loss'], x, window, format: 'json' })).json();
    expect(rows).toHaveLength(count);
  });
});

describe('what a chart shows comes out as it is shown', () => {
  const query = { runs: ['r1'], keys: ['loss'], pixels: 50, smoothing: 0.6, window: [300, 30_000] };
  const names = ['step', 'time', 'first', 'last', 'min', 'max', 'mean', 'count', 'nonFinite', 'smoothed'];

  test.each(['csv', 'json', 'arrow', 'parquet'] as const)('as %s', async (format) => {
    const { send, read } = await filledServer();
    const { buckets } = (await send('POST', '/query/series', query)).body.series[0];
    const shown = Array.from({ length: 50 }, (_, row) => names.map((name) => buckets[name][row]));
    const answer = await read({ ...query, of: 'chart', format });
    expect(answer.headers['content-disposition']).toContain('lossboard-r1-chart.');
    const rows = await {
      csv: () => (parse(answer.body) as string[][]).slice(1).map((row) => row.slice(3).map(Number)),
      json: () => answer.json().rows.map((row: unknown[]) => row.slice(3)),
      arrow: () =>
        tableFromIPC(answer.rawPayload)
          .toArray()
          .map((row) => names.map((name) => row[name])),
      parquet: async () =>
        (await parquetReadObjects({ file: fileOf(answer.rawPayload) })).map((row) => names.map((name) => row[name])),
    }[format]();
    expect(rows).toEqual(shown);
  });

  test('over another metric, smoothed another way', async () => {
    const { send, read } = await filledServer();
    const other = { xMetric: '-b', smoother: { kind: 'average', points: 3 }, pixels: 20 };
    const step = [1, 2, 3, 4];
    const series = {
      '-b': { step, time: step, value: [10, 20, 40, 30] },
      c: { step, time: step, value: [1, 2, 3, 4] },
    };
    await send('POST', '/runs', { id: 'r3' });
    await send('POST', '/runs/r3/ingest', { writer: 'w', attempt: 1, seq: 1, series });
    const query = { runs: ['r3'], keys: ['c'], ...other };
    const { buckets } = (await send('POST', '/query/series', query)).body.series[0];
    const { columns, rows } = (await read({ ...query, of: 'chart', format: 'json' })).json();
    expect(columns.slice(3)).toEqual(['x', ...names]);
    const shown = buckets.x.map((_: number, row: number) => ['x', ...names].map((name) => buckets[name][row]));
    expect(rows.map((row: unknown[]) => row.slice(3))).toEqual(shown);
  });

  test('where there is no finite value, there is none', async () => {
    const { read } = await filledServer();
    const chart = { runs: ['r2'], of: 'chart' };
    expect((await read({ ...chart, format: 'csv' })).body).toContain('\r\nr2,plain,loss,1,10,NaN,NaN,,,,1,1\r\n');
    expect((await read({ ...chart, format: 'json' })).json().rows[0].slice(3)).toEqual([
      1,
      10,
      'NaN',
      'NaN',
      null,
      null,
      null,
      1,
      1,
    ]);
    const table = tableFromIPC((await read({ ...chart, format: 'arrow' })).rawPayload);
    expect(table.get(0)?.toJSON()).toMatchObject({ first: Number.NaN, min: null, mean: null, count: 1 });
    const file = fileOf((await read({ ...chart, format: 'parquet' })).rawPayload);
    const [first] = await parquetReadObjects({ file });
    expect(first).toMatchObject({ first: Number.NaN, min: null, mean: null, count: 1 });
  });
});

describe('an export', () => {
  test('of one run has an address of its own', async () => {
    const { app } = await filledServer();
    const answer = await app.inject({ url: '/api/v1/runs/r2/export' });
    expect(answer.headers['content-disposition']).toBe('attachment; filename="lossboard-r2-points.csv"');
    expect(answer.body.split('\r\n')).toHaveLength(4);
  });

  const before: Scenario['before'] = [['POST', '/runs', { id: 'r1' }]];
  test.each<Scenario>([
    {
      name: 'a run that is not there',
      ask: ['POST', '/export', { runs: ['r1', 'x'], format: 'csv' }],
      status: 404,
      body: error('not_found'),
    },
    { name: 'one run that is not there', ask: ['GET', '/runs/x/export'], status: 404 },
    { name: 'an unknown format', ask: ['POST', '/export', { runs: ['r1'], format: 'xls' }], status: 400 },
    {
      name: 'points in a window of a metric',
      ask: ['POST', '/export', { runs: ['r1'], format: 'csv', xMetric: 'a', window: [1, 2] }],
      status: 400,
      body: wrongField('/xMetric'),
    },
    { name: 'no format', ask: ['POST', '/export', { runs: ['r1'] }], status: 400 },
    { name: 'an unknown field', ask: ['POST', '/export', { runs: ['r1'], format: 'csv', colour: 1 }], status: 400 },
  ])('$name: $status', (scenario) => play({ ...scenario, before }));

  test('is made no faster than it is read', async () => {
    const server = await filledServer();
    let pages = 0;
    const step = Array.from({ length: 500_000 }, (_, index) => index);
    for (let seq = 2; seq <= 5; seq++) {
      const series = { [`long/${seq}`]: { step, time: step, value: step } };
      await server.send('POST', '/runs/r1/ingest', { writer: 'w', attempt: 1, seq, series });
    }
    const address = await server.listen();
    server.app.server.on('connection', (socket) => {
      const write = socket.write;
      socket.write = ((...args: Parameters<typeof write>) => {
        pages += 1;
        return write.apply(socket, args);
      }) as typeof write;
    });
    const asked = request(`${address}/api/v1/runs/r1/export`);
    asked.end();
    const [answer] = await once(asked, 'response');
    const settled = async () => {
      const seen = pages;
      await new Promise((resolve) => setTimeout(resolve, 300));
      return seen === pages && pages > 0;
    };
    await until(settled, 'the server waits for the reader');
    const whole = 2_000_000 / PAGE_POINTS;
    expect(pages).toBeLessThan(whole / 2);
    let bytes = 0;
    for await (const chunk of answer) bytes += chunk.length;
    expect(bytes).toBeGreaterThan(40_000_000);
    expect(pages).toBeGreaterThan(whole);
  });
});

test('others have their turn while a file is made, whoever reads it and however fast', async () => {
  const { app } = await filledServer();
  const steps = 8192; // of one part of the file
  let turns = 0;
  let isDone = false;
  const count = (): void => {
    turns++;
    if (!isDone) setImmediate(count);
  };
  const answering = app.inject('/api/v1/runs/r1/export').then((answer) => {
    isDone = true;
    return answer;
  });
  setImmediate(count);
  expect((await answering).statusCode).toBe(200);
  expect(turns).toBeGreaterThan(Math.floor(POINTS / steps));
});
