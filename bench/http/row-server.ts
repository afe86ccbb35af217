/** The other side of `small-posts` and `stall`: the least server that stores each request in a transaction of its own, a row a point. */
import { createServer } from 'node:http';
import { createRows } from './rows.ts';

const rows = createRows();
const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    if (request.method !== 'GET') rows.add(request.url ?? '', JSON.parse(Buffer.concat(chunks).toString()));
    response.end('{}');
  });
});
server.keepAliveTimeout = 120_000; // connections outlast the other side's turn
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  console.log(`listening on http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`);
});
process.once('SIGTERM', () => {
  rows.close();
  process.exit(0);
});
