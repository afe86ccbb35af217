/** The real server with its own flags, in which each run begins in a fresh thread and reads its data itself. */
import { createApp } from '../../server/app.ts';
import { readConfig } from '../../server/config.ts';

const asked = readConfig(process.argv.slice(2), {});
if (!('config' in asked)) throw new Error('this takes the flags of a server');
const { http, start } = await createApp({
  config: asked.config,
  version: 'bench',
  idleThreadMs: 0,
  trainingData: {
    open: async (source) => ({ supply: { source }, take() {}, release() {} }),
    held: { count: 0, bytes: 0, decodings: 0 },
  },
});
const address = await http.listen({ host: '127.0.0.1', port: 0 });
await start();
console.log(`listening on ${address}`);
process.once('SIGTERM', () => void http.close().then(() => process.exit(0)));
