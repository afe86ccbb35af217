import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const FILE = fileURLToPath(new URL('./viewers-process.ts', import.meta.url));

/** What all viewers together have received. */
export interface Received {
  messages: number;
  bytes: number;
}

/** Connects viewers of the table of runs, which watch nothing yet. */
export async function startViewers(address: string, count: number) {
  const child = spawn(process.execPath, [...process.execArgv, FILE, address, String(count)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout });
  await once(lines, 'line');

  async function say(word: 'watch' | 'rest'): Promise<Received> {
    child.stdin.write(`${word}\n`);
    const [line] = (await once(lines, 'line')) as [string];
    const [, messages, bytes] = line.split(' ').map(Number);
    return { messages: messages ?? 0, bytes: bytes ?? 0 };
  }

  return {
    /** All of them show the table from now on. */
    watch: () => say('watch'),
    /** None of them watches anything. */
    rest: () => say('rest'),
    close(): void {
      child.stdin.end();
    },
  };
}
