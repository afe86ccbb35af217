/** The real server with its own flags, which serves the page from the folder named by BENCH_WEB. */
import { createApp } from '../../server/app.ts';
import { readConfig } from '../../server/config.ts';

const webRoot = process.env.BENCH_WEB;
if (!webRoot) throw new Error('BENCH_WEB names the folder of the page');
const asked = readConfig(process.argv.slice(2), {});
if (!('config' in asked)) throw new Error('this takes the flags of a server');
const { http, start } = await createApp({ config: asked.config, version: 'bench', webRoot });
const address = await http.listen({ host: '127.0.0.1', port: 0 });
await start();
console.log(`listening on ${address}`);
process.once('SIGTERM', () => void http.close().then(() => process.exit(0)));
