import { Engine } from '../../worker/engine/tensor.ts';
import { loadTier } from '../../worker/kernel-loading/load-kernels.ts';
import type { Tier } from '../../worker/kernel-loading/tiers.ts';
import { higher } from '../pairs.ts';
import type { Benchmark, Pair, Table } from '../table.ts';
import { findLibraries, LIBRARIES_MISSING } from './libraries.ts';
import { findOnnx, onnxProduct } from './onnx.ts';
import { nativePeak } from './peak.ts';
import { interleaved, type Side, timed } from './side.ts';
import { findTorch, torchSide } from './torch.ts';

const SHAPES = [
  [32, 784, 128],
  [128, 256, 256],
  [512, 512, 512],
  [1024, 1024, 1024],
] as const;

type Shape = (typeof SHAPES)[number];

/** GFLOP/s of a side. */
interface Speed {
  side: Side;
  median: number;
  best: number;
}

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

/** What this machine has to compare with. */
const libraries = await findLibraries();
const python = findTorch();
const onnx = findOnnx();
const missing = [
  libraries ? [] : [LIBRARIES_MISSING],
  onnx ? [] : ['onnxruntime-node: not found; name a folder that has it in ONNXRUNTIME'],
  python ? [] : ['PyTorch: no Python with torch found; name one in PYTHON'],
].flat();

async function measure(shape: Shape): Promise<{ ours: Speed[]; others: Speed[] }> {
  const [m, k, n] = shape;
  const others = libraries ? [await libraries.tfjsProduct(m, k, n)] : [];
  if (onnx) others.push(await onnxProduct(onnx, m, k, n));
  if (python) others.push(await torchSide(python, { workload: 'product', batch: 0, threads: 1, shape: [m, k, n] }));
  const ours = (['wide', 'relaxed', 'simd'] as const).flatMap((tier) => ourProduct(tier, m, k, n) ?? []);
  const count = Math.max(5, Math.round(4e8 / (2 * m * k * n)));
  const speed = (milliseconds: number) => (2 * m * k * n) / milliseconds / 1e6;
  const measured = (await interleaved([...ours, ...others], 5, count)).map(({ side, median, best }) => ({
    side,
    median: speed(median),
    best: speed(best),
  }));
  return { ours: measured.slice(0, ours.length), others: measured.slice(ours.length) };
}

export default {
  what: 'matrix products in GFLOP/s, medians of 5 rounds, sides taking turns',
  async run() {
    const rows = new Map<string, string[]>();
    const notes = new Set<string>();
    const pairs: Pair[] = [];
    for (const shape of SHAPES) {
      const { ours, others } = await measure(shape);
      for (const { side, median, best } of [...ours, ...others]) {
        rows.set(side.name, [...(rows.get(side.name) ?? []), `${median.toFixed(1)} [${best.toFixed(1)}]`]);
        if (side.note) notes.add(side.note);
      }
      for (const mine of ours) {
        const name = `product ${shape.join('×')}, ${mine.side.name}`;
        pairs.push(...others.map(({ side, median }) => higher(name, 'GFLOP/s', mine.median, side.name, median)));
      }
    }
    const table: Table = {
      pairs,
      title: 'GFLOP/s, median [best]',
      columns: ['side', ...SHAPES.map((shape) => shape.join('×'))],
      rows: [...rows].map(([name, speeds]) => [name, ...speeds]),
      notes: [...notes, nativePeak(), ...missing],
    };
    return [table];
  },
} satisfies Benchmark;
