/**
 * `npm run dev`: the server, restarted when its files change, behind the page's dev server, which reloads what
 * changes in place; kernels are built again when touched. One address to open, one Ctrl-C to end it all.
 * Flags such as `--data` go to the server.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { watch } from 'node:fs';
import { createServer as createTcpServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createServer as createViteServer } from 'vite';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const SETTLE_MS = 200;

const port = await freePort();
process.env.LOSSBOARD_DEV_SERVER = `http://127.0.0.1:${port}`; // the target of the page's proxy

const vite = await createViteServer({ configFile: join(ROOT, 'web/vite.config.ts'), clearScreen: false });
await vite.listen();
const page = vite.resolvedUrls?.local[0] ?? '';
const { port: pagePort } = new URL(page);

// The last flag wins: the page's dev server expects this one there, whatever port was asked for.
const flags = [...process.argv.slice(2), '--port', String(port)];
const server = node(['--watch', '--watch-preserve-output', 'server/cli/main.ts', ...flags], {
  LOSSBOARD_ALLOWED_HOSTS: `localhost:${pagePort},127.0.0.1:${pagePort},[::1]:${pagePort}`,
});
server.stdout?.on('data', (data) => {
  const text = String(data).replace(/^Lossboard listening .*\n/gm, ''); // that is not the address to open
  process.stdout.write(text);
});

const kernels = watch(join(ROOT, 'worker/kernels'), { recursive: true }, buildKernelsSoon());

await until(async () => (await fetch(`${process.env.LOSSBOARD_DEV_SERVER}/api/v1/health`)).ok);
process.stdout.write(`\n  Lossboard for development: ${page}\n\n`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void close());

async function close(): Promise<void> {
  kernels.close();
  server.kill('SIGTERM');
  await Promise.all([once(server, 'close'), vite.close()]);
  process.exit(0);
}

function buildKernelsSoon(): () => void {
  let timer: NodeJS.Timeout | undefined;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(() => node(['worker/kernel-build/build.ts']).stdout?.pipe(process.stdout), SETTLE_MS);
  };
}

function node(args: string[], env: Record<string, string> = {}): ChildProcess {
  return spawn(process.execPath, args, {
    cwd: ROOT,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true, // Ctrl-C reaches it once, through `close`: a second signal means "at once"
  });
}

async function freePort(): Promise<number> {
  const probe = createTcpServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('no free port was found');
  return address.port;
}

async function until(isReady: () => Promise<boolean>): Promise<void> {
  while (!(await isReady().catch(() => false))) await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
}
