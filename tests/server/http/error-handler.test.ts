import Database from 'better-sqlite3';
import Fastify from 'fastify';
import { expect, test } from 'vitest';
import { handleErrors } from '../../../server/http/error-handler.ts';

/** What is answered when a handler fails like this. */
async function answerTo(fail: () => unknown) {
  const app = Fastify();
  handleErrors(app);
  app.get('/', async () => fail());
  const answer = await app.inject('/');
  return [answer.statusCode, answer.json().error.code];
}

test('a full disk is told as such, whatever was to be written', async () => {
  const db = new Database(':memory:');
  db.exec('CREATE TABLE t (x)');
  db.pragma('max_page_count = 1');
  expect(await answerTo(() => db.prepare('INSERT INTO t VALUES (zeroblob(100000))').run())).toEqual([507, 'disk_full']);
});

test('any other fault of the database is ours', async () => {
  const db = new Database(':memory:');
  expect(await answerTo(() => db.exec('SELECT nothing'))).toEqual([500, 'internal']);
});
