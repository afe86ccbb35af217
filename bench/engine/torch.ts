import { spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { Side } from './side.ts';

export interface TorchOptions {
  workload: 'mlp' | 'cnn' | 'product';
  batch: number;
  threads: number;
  fused?: boolean;
  channelsLast?: boolean;
  /** Of a product: m×k×n. */
  shape?: readonly [number, number, number];
}

/** A Python that imports torch: PYTHON, or the first of the usual names; null when there is none. */
export function findTorch(): string | null {
  const candidates = [process.env.PYTHON, 'python3', 'python'].filter((name) => name !== undefined);
  return (
    candidates.find((python) => spawnSync(python, ['-c', 'import torch'], { timeout: 60_000 }).status === 0) ?? null
  );
}

/** PyTorch in a process of its own, taking samples on request. */
export async function torchSide(python: string, options: TorchOptions): Promise<Side> {
  const { workload, batch, threads, fused = false, channelsLast = false, shape = [0, 0, 0] } = options;
  const script = fileURLToPath(new URL('./torch_steps.py', import.meta.url));
  const flags = [
    workload,
    batch,
    threads,
    fused ? 'fused' : 'plain',
    channelsLast ? 'channels_last' : 'default',
    ...shape,
  ];
  const child = spawn(python, [script, ...flags.map(String)], { stdio: ['pipe', 'pipe', 'inherit'] });
  const answers = linesOf(child);
  const { version } = JSON.parse(await answers()) as { version: string };
  const kind = [fused ? 'fused Adam' : 'Adam', ...(channelsLast ? ['channels last'] : [])];
  const how = [...(workload === 'product' ? [] : kind), `${threads} thread${threads > 1 ? 's' : ''}`];
  return {
    name: `PyTorch ${how.join(', ')}`,
    note: `PyTorch ${version}`,
    sample: async (count) => {
      child.stdin.write(`${JSON.stringify({ samples: count })}\n`);
      return JSON.parse(await answers()) as number[];
    },
  };
}

function linesOf({ stdout }: { stdout: Readable }): () => Promise<string> {
  const lines = createInterface({ input: stdout })[Symbol.asyncIterator]();
  return async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error('the PyTorch process ended early');
    return value;
  };
}
