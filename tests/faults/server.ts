import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const START_DEADLINE_MS = 30_000;

/** A server process on a data folder, ready to answer. */
export interface FaultyServer {
  address: string;
  /** From the start of the process to its first words. */
  readyMs: number;
  kill(): Promise<void>;
  /** Ends it the polite way; resolves with its exit code. */
  stop(): Promise<number | null>;
}

export async function startServer(data: string, port = 0): Promise<FaultyServer> {
  const startedAt = performance.now();
  const child = spawn(
    process.execPath,
    ['server/cli/main.ts', '--data', data, '--port', String(port), '--workers', '1'],
    {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const exited = once(child, 'close');
  const address = await untilListening(child);
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    const [code] = await exited;
    return code as number | null;
  };
  return {
    address,
    readyMs: performance.now() - startedAt,
    kill: async () => void (await end('SIGKILL')),
    stop: () => end('SIGTERM'),
  };
}

function untilListening(child: ChildProcess): Promise<string> {
  let output = '';
  return new Promise((resolve, reject) => {
    const deadline = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`the server did not listen within ${START_DEADLINE_MS} ms: ${output}`));
    }, START_DEADLINE_MS);
    const look = (data: Buffer) => {
      output += data;
      const address = /listening on (http:\S+)/.exec(output)?.[1];
      if (!address) return;
      clearTimeout(deadline);
      resolve(address);
    };
    child.stdout?.on('data', look);
    child.stderr?.on('data', look);
    child.once('close', (code) => reject(new Error(`the server ended with ${code}: ${output}`)));
  });
}
