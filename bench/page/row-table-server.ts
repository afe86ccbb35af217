/** The other side of `table`: the same runs as rows with JSON, and a page that draws a plain table of a hundred of them. */
import Database from 'better-sqlite3';
import fastify from 'fastify';
import { tableRun } from './table-bed.ts';

const db = new Database(''); // a file of its own, removed when it is closed
db.exec('CREATE TABLE run (id TEXT PRIMARY KEY, name TEXT, config TEXT, summary TEXT)');
const insert = db.prepare('INSERT INTO run VALUES (?, ?, ?, ?)');
db.exec('BEGIN');
for (let index = 0; index < Number(process.argv[2]); index++) {
  const { id, name, config, metrics } = tableRun(index);
  const summary = Object.entries(metrics).map(([key, values]) => [key, { last: values[1], min: Math.min(...values) }]);
  insert.run(id, name, JSON.stringify(config), JSON.stringify(Object.fromEntries(summary)));
}
db.exec('COMMIT');

const SORTS: Record<string, string> = {
  newest: 'rowid DESC',
  loss: `json_extract(summary, '$."val/loss".min')`,
};
const OPTIMIZER = `json_extract(config, '$.optimizer.name')`;
const LOSS = `json_extract(summary, '$."val/loss".min')`;

const PAGE = `<!doctype html><body><table></table><script>
  window.show = async (path) => {
    const { rows, total } = await (await fetch(path)).json();
    document.querySelector('table').innerHTML = rows.map((row) => '<tr>' + row.map((cell) => '<td>' + cell + '</td>').join('') + '</tr>').join('');
    window.shown = path;
  };
  window.show('/rows?sort=newest&offset=0');
</script></body>`;

const app = fastify();
app.get('/', async (_, reply) => reply.type('text/html').send(PAGE));
app.get('/api/v1/health', async () => ({ status: 'ok' }));
app.get<{ Querystring: { sort: string; offset: string } }>('/rows', async ({ query }) => ({
  total: db.prepare('SELECT count(*) FROM run').pluck().get(),
  rows: db
    .prepare(
      `SELECT id, name, ${OPTIMIZER}, json_extract(config, '$.dataset.name'), json_extract(config, '$.batchSize'),
        json_extract(config, '$.seed'), ${LOSS}, json_extract(summary, '$."val/loss".last')
       FROM run ORDER BY ${SORTS[query.sort]} LIMIT 100 OFFSET ?`,
    )
    .raw()
    .all(Number(query.offset)),
}));
app.get('/groups', async () => ({
  rows: db
    .prepare(
      `SELECT optimizer, count(*), avg(loss), sqrt(avg(loss * loss) - avg(loss) * avg(loss))
       FROM (SELECT ${OPTIMIZER} AS optimizer, ${LOSS} AS loss FROM run) GROUP BY optimizer`,
    )
    .raw()
    .all(),
}));
console.log(`listening on ${await app.listen({ port: 0, host: '127.0.0.1' })}`);
process.once('SIGTERM', () => process.exit(0));
