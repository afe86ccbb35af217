import { Engine } from '../../worker/engine/engine.ts';
import { loadTier, type Tier } from '../../worker/load-kernels.ts';
import type { Benchmark, Table } from '../table.ts';
import { nativePeak } from './peak.ts';
import { interleaved, type Side, timed } from './side.ts';
import { tfjsProduct } from './tfjs.ts';
import { findTorch, torchSide } from './torch.ts';

const SHAPES = [
  [32, 784, 128],
  [128, 256, 256],
  [512, 512, 512],
  [1024, 1024, 1024],
] as const;

function ourProduct(tier: Tier, m: number, k: number, n: number): Side | null {
  const host = loadTier(tier, 2 ** 26);
  if (!host) return null;
  const engine = new Engine(host);
  const [a, b, out] = [m * k, k * n, m * n].map((count) => engine.arena.lasting(count).fill(0.5));
  return {
    name: `Lossboard ${tier}`,
    note: host.kernels.name,
    sample: (count) => timed(count, () => engine.kernels.gemm(out, a, b, { m, n, k })),
  };
}

export default {
  what: 'matrix products in GFLOP/s, medians of 5 rounds, sides taking turns',
  async run() {
    const python = findTorch();
    const rows = new Map<string, string[]>();
    const notes = new Set<string>();
    for (const [m, k, n] of SHAPES) {
      const sides = (['wide', 'relaxed', 'simd'] as const).flatMap((tier) => ourProduct(tier, m, k, n) ?? []);
      sides.push(await tfjsProduct(m, k, n));
      if (python) sides.push(await torchSide(python, { workload: 'product', batch: 0, threads: 1, shape: [m, k, n] }));
      const count = Math.max(5, Math.round(4e8 / (2 * m * k * n)));
      for (const { side, median, best } of await interleaved(sides, 5, count)) {
        const speed = (milliseconds: number) => ((2 * m * k * n) / milliseconds / 1e6).toFixed(1);
        rows.set(side.name, [...(rows.get(side.name) ?? []), `${speed(median)} [${speed(best)}]`]);
        if (side.note) notes.add(side.note);
      }
    }
    const table: Table = {
      title: 'GFLOP/s, median [best]',
      columns: ['side', ...SHAPES.map((shape) => shape.join('×'))],
      rows: [...rows].map(([name, speeds]) => [name, ...speeds]),
      notes: [...notes, nativePeak(), ...(python ? [] : ['PyTorch: no Python with torch found; name one in PYTHON'])],
    };
    return [table];
  },
} satisfies Benchmark;
