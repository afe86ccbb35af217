import { parquetMetadata, parquetReadObjects, parquetSchema } from 'hyparquet';
import { describe, expect, test } from 'vitest';
import { startServer } from '../../support/start-server.ts';

async function withRuns() {
  const server = await startServer();
  const { send, app } = server;
  const runs = [
    { id: 'a', name: '7', seed: 3, config: { lr: 0.1, mixed: 1 }, tags: ['x', 'y=1'] },
    { id: 'b', name: '=naïve, "b"', config: { mixed: 'two', net: { depth: 2 } } },
    { id: 'c', project: 'elsewhere', config: { lr: 1 } },
  ];
  for (const run of runs) await send('POST', '/runs', { project: 'main', ...run });
  for (const [step, value] of [0.5, 0.2, 0.3].entries())
    await send('POST', '/runs/a/log', { step, metrics: { 'val/loss': value } });
  await send('POST', '/runs/b/log', { step: 1, metrics: { 'val/loss': 'NaN' } });
  const file = async (body: object) => {
    const answer = await app.inject({ method: 'POST', url: '/api/v1/query/runs/export', payload: body });
    return {
      ...answer,
      headers: answer.headers,
      status: answer.statusCode,
      text: answer.payload,
      bytes: answer.rawPayload,
    };
  };
  return { ...server, file };
}

describe('runs as a file', () => {
  test('in CSV are a row a run in the order asked, with best values by the goal of the metric', async () => {
    const { file } = await withRuns();
    const columns = ['name', 'config.lr', 'summary.val/loss.best', 'summary.val/loss.bestStep', 'tags'];
    const asked = { format: 'csv', columns, project: 'main', sort: 'name', order: 'asc' };
    expect((await file(asked)).text).toBe(
      [
        'name,config.lr,summary.val/loss.best,summary.val/loss.bestStep,tags',
        '7,0.1,0.2,1,"x, y=1"',
        `"'=naïve, ""b""",,,,`,
        '',
      ].join('\r\n'),
    );
  });

  test('are found among tens of thousands of ids, and a setting by its name in quotes too', async () => {
    const { file } = await withRuns();
    const others = Array.from({ length: 30_000 }, (_, index) => `${'no-run-'.repeat(5)}${index}`);
    const asked = { format: 'csv', columns: ['id', 'config."net".depth'], ids: [...others, 'b'] };
    expect((await file(asked)).text).toBe('id,"config.""net"".depth"\r\nb,2\r\n');
  });

  test('in JSON without columns have all that one of them has, and NaN by name', async () => {
    const { file, run } = await withRuns();
    const rows = JSON.parse((await file({ format: 'json', where: 'id = b' })).text);
    expect(rows).toEqual([
      expect.objectContaining({
        id: 'b',
        'config.mixed': 'two',
        'config.net.depth': 2,
        'summary.val/loss.last': 'NaN',
        'summary.val/loss.min': null,
        createdAt: (await run('b')).createdAt,
      }),
    ]);
    expect(rows[0]).not.toHaveProperty('config.lr');
    expect(JSON.parse((await file({ format: 'json', where: 'id = nobody' })).text)).toEqual([]);
  });

  test('in Parquet have numbers, texts and times by what all of their runs have there', async () => {
    const { file } = await withRuns();
    const columns = ['name', 'seed', 'createdAt', 'config.lr', 'config.mixed', 'summary.val/loss.last'];
    const { bytes, headers } = await file({ format: 'parquet', columns, ids: ['b', 'a'] });
    expect(headers['content-disposition']).toBe('attachment; filename="lossboard-runs.parquet"');
    const content = new Uint8Array(bytes).buffer;
    const rows = await parquetReadObjects({ file: content });
    expect(rows.map(({ createdAt, ...row }) => row)).toEqual([
      {
        name: '=naïve, "b"',
        seed: null,
        'config.lr': null,
        'config.mixed': 'two',
        'summary.val/loss.last': Number.NaN,
      },
      { name: '7', seed: 3, 'config.lr': 0.1, 'config.mixed': '1', 'summary.val/loss.last': 0.3 },
    ]);
    expect(rows[0]?.createdAt).toBeInstanceOf(Date);
    const types = parquetSchema(parquetMetadata(content)).children.map(({ element }) => element.type);
    expect(types).toEqual(['BYTE_ARRAY', 'DOUBLE', 'INT64', 'DOUBLE', 'BYTE_ARRAY', 'DOUBLE']);
  });

  test.each([
    ['a column that is none', { format: 'csv', columns: ['name', 'nothing'] }, 'There is no column "nothing"'],
    ['a filter that cannot be read', { format: 'csv', where: 'lr <' }, ''],
    ['a format that is none', { format: 'xlsx' }, ''],
  ])('are refused for %s', async (_, body, message) => {
    const { file } = await withRuns();
    const answer = await file(body);
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.text).error.message).toContain(message);
  });
});
