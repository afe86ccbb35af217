import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { spawnServer } from '../support/server-process.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { until } from '../support/until.ts';

test('all that a server writes is for its user alone: database, uploads, checkpoints, graphs', async () => {
  const before = process.umask(0);
  const data = join(temporaryFolder(), 'data');
  try {
    const server = await spawnServer(['--data', data, '--port', '0', '--workers', '1']);
    const upload = await fetch(`${server.address}/api/v1/datasets/mine`, {
      method: 'PUT',
      headers: { 'content-type': 'text/csv' },
      body: 'a,b\n1,2\n3,4\n',
    });
    expect(upload.status).toBe(201);
    const { body } = await server.send('POST', '/launch', {
      dataset: { name: 'moons' },
      network: { hidden: [8] },
      length: { unit: 'steps', count: 3 },
    });
    await until(
      async () => (await server.send('GET', `/runs/${body.id}`)).body.state === 'finished',
      'it has finished',
    );
  } finally {
    process.umask(before);
  }
  const found = readdirSync(data, { recursive: true, encoding: 'utf8' });
  expect(found).toEqual(
    expect.arrayContaining([expect.stringMatching(/\.csv$/), expect.stringMatching(/graph\.json$/)]),
  );
  const open = found.filter((name) => (statSync(join(data, name)).mode & 0o077) !== 0);
  expect(open).toEqual([]);
  expect(statSync(data).mode & 0o777).toBe(0o700);
}, 60_000);

test('no word of a query is in the log, at any level, nor is an answer of the API kept by a browser', async () => {
  const data = join(temporaryFolder(), 'data');
  const server = await spawnServer(['--data', data, '--port', '0', '--log-level', 'debug']);
  const paths = ['runs?text=', 'runs?where=', 'runs/absent?a=', 'nothing/here?a=', 'health?a=', 'launch?a=', 'live?a='];
  for (const path of paths) {
    const answer = await fetch(`${server.address}/api/v1/${path}sEcReT`);
    await answer.text();
    expect([path, answer.headers.get('cache-control')]).toEqual([path, 'no-store']);
  }
  for (const path of ['runs?text=sEcReT', '?sEcReT', 'assets/none.js?sEcReT', 'api?sEcReT'])
    await (await fetch(`${server.address}/${path}`)).text();
  await until(() => server.output.stderr.includes('/api/v1/health'), 'requests are logged');
  expect(server.output.stderr).not.toMatch(/sEcReT/i);
}, 60_000);
