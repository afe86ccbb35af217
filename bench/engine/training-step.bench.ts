import { lower } from '../pairs.ts';
import type { Benchmark, Table } from '../table.ts';
import { findLibraries, LIBRARIES_MISSING, type Libraries } from './libraries.ts';
import { lossboardSide, type Workload } from './lossboard.ts';
import { interleaved, type Side } from './side.ts';
import { findTorch, torchSide } from './torch.ts';

const ROUNDS = 7;

/** What this machine has to compare with. */
interface Others {
  libraries: Libraries | null;
  python: string | null;
}

/** Every side that this machine has, ours first. */
async function sidesOf(workload: Workload, batch: number, { libraries, python }: Others): Promise<Side[]> {
  const made = [
    await lossboardSide('wide', workload, batch),
    await lossboardSide('relaxed', workload, batch),
    await lossboardSide('wide', workload, batch, 2),
  ];
  const ours = made.filter((side) => side !== null);
  const script =
    libraries && workload === 'mlp' ? [await libraries.tfjsSide(batch), await libraries.jaxjsSide(batch)] : [];
  if (!python) return [...ours, ...script];
  const torch = [
    await torchSide(python, { workload, batch, threads: 1 }),
    await torchSide(python, { workload, batch, threads: 1, fused: true, channelsLast: workload === 'cnn' }),
    await torchSide(python, { workload, batch, threads: 2, fused: true, channelsLast: workload === 'cnn' }),
  ];
  return [...ours, ...script, ...torch];
}

async function tableOf(title: string, workload: Workload, batch: number, machine: Others): Promise<Table> {
  const measured = await interleaved(
    await sidesOf(workload, batch, machine),
    ROUNDS,
    workload === 'cnn' || batch > 64 ? 15 : 40,
  );
  const [ours, others] = [true, false].map((own) =>
    measured.filter(({ side }) => side.name.startsWith('Lossboard') === own),
  );
  return {
    pairs: ours.flatMap((mine) =>
      others.map(({ side, median }) => lower(`${title}, ${mine.side.name}`, 'ms', mine.median, side.name, median)),
    ),
    title: `${title}: forward, backward, Adam; milliseconds a step`,
    columns: ['side', 'median', 'best', ...ours.map((mine) => `over ${mine.side.name}`)],
    rows: measured.map(({ side, median, best }) => [
      side.name,
      median.toFixed(3),
      best.toFixed(3),
      ...ours.map((mine) => `${(median / mine.median).toFixed(2)}×`),
    ]),
    notes: [
      ...new Set(measured.flatMap(({ side }) => side.note ?? [])),
      ...(machine.libraries ? [] : [LIBRARIES_MISSING]),
      ...(machine.python ? [] : ['PyTorch: no Python with torch found; name one in PYTHON']),
      ...(workload === 'cnn'
        ? ['TF.js wasm cannot train a CNN: it has no kernel for the gradient of the filters']
        : []),
    ],
  };
}

export default {
  what: `a training step through the engine as a run uses it; sides take turns, medians of ${ROUNDS} rounds`,
  async run() {
    const machine = { libraries: await findLibraries(), python: findTorch() };
    return [
      await tableOf('MLP 784-256-128-10, batch 64', 'mlp', 64, machine),
      await tableOf('MLP 784-256-128-10, batch 512', 'mlp', 512, machine),
      await tableOf('CNN conv3×3×16, pool, conv3×3×32, pool, linear, batch 64', 'cnn', 64, machine),
    ];
  },
} satisfies Benchmark;
