import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startServer } from '../../support/start-server.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const GRAPH = {
  batch: 4,
  layers: [
    {
      name: 'output',
      kind: 'linear',
      shape: [2],
      parameters: 6,
      block: null,
      nodes: [{ id: 0, label: 'input', kind: 'input', shape: [4, 2], inputs: [] }],
    },
    { name: 'loss', kind: 'mse', shape: null, parameters: 0, block: null, nodes: [] },
  ],
};

async function serverWithGraph() {
  const data = temporaryFolder();
  const server = await startServer({ data });
  for (const id of ['r1', 'bare']) await server.send('POST', '/runs', { id });
  mkdirSync(join(data, 'checkpoints', 'r1'), { recursive: true });
  writeFileSync(join(data, 'checkpoints', 'r1', 'graph.json'), JSON.stringify(GRAPH));
  return server;
}

test.each([
  ['/runs/r1/graph', 200, { graph: GRAPH }],
  ['/runs/bare/graph', 200, { graph: null }],
])('GET %s answers %i', async (url, status, body) => {
  const { send } = await serverWithGraph();
  expect(await send('GET', url)).toMatchObject({ status, body });
});

test.each([
  ['/runs/r2/graph', 404, 'not_found'],
  ['/runs/..%2f..%2fr1/graph', 400, 'invalid'],
])('GET %s answers %i %s', async (url, status, code) => {
  const { send } = await serverWithGraph();
  const answer = await send('GET', url);
  expect([answer.status, answer.body.error.code]).toEqual([status, code]);
});

test.each(['', '{', 'null', '[]', '{"batch": 4}', JSON.stringify({ ...GRAPH, layers: [{}] }), '\u0000'.repeat(100)])(
  'a graph that reads %j is refused as damaged',
  async (content) => {
    const { send, data } = await serverWithGraph();
    writeFileSync(join(data, 'checkpoints', 'r1', 'graph.json'), content);
    const answer = await send('GET', '/runs/r1/graph');
    expect([answer.status, answer.body.error.code]).toEqual([422, 'damaged']);
  },
);
