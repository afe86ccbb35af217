import type { Kernels } from '../../worker/engine/kernels.ts';
import { Engine } from '../../worker/engine/tensor.ts';
import { loadKernels } from '../../worker/kernel-loading/load-kernels.ts';
import { Histograms } from '../../worker/training/histograms.ts';
import { lower } from '../pairs.ts';
import type { Benchmark } from '../table.ts';
import { training } from './lossboard.ts';
import { interleaved, timed } from './side.ts';

const HISTOGRAM_EVERY = 50;

/** The same kernels, noting every call while `noting` is on, so that calls can be made again without the engine. */
function recording(kernels: Kernels) {
  const calls: (() => void)[] = [];
  const state = { noting: false };
  const proxy = new Proxy(kernels, {
    get(target, name) {
      const member = Reflect.get(target, name, target) as unknown;
      if (typeof member !== 'function') return member;
      return (...args: unknown[]) => {
        if (state.noting) calls.push(() => member.apply(target, args));
        return member.apply(target, args);
      };
    },
  });
  return { proxy, calls, state };
}

export default {
  what: 'what a step costs beside its kernels: time, memory, histograms (MLP 784-256-128-10, batch 64)',
  async run() {
    const host = loadKernels(2 ** 28);
    const noted = recording(host.kernels);
    const watched = training(new Engine({ ...host, kernels: noted.proxy }), 'mlp', 64, 0);
    watched.step();
    noted.state.noting = true;
    watched.step();
    noted.state.noting = false;

    const engine = new Engine(loadKernels(2 ** 28));
    const { model, step } = training(engine, 'mlp', 64, 0); // rate 0: the same numbers at every step
    const histograms = new Histograms(engine.kernels);
    const everyHistogram = () => {
      for (const { name, value, gradient } of model.parameters.all) {
        histograms.make(name, 1, value.data);
        histograms.make(`gradients/${name}`, 1, gradient.data);
      }
    };
    const replay = () => {
      for (const call of noted.calls) call();
    };
    const sides = [
      { name: 'step', sample: (count: number) => timed(count, step) },
      { name: 'kernels alone', sample: (count: number) => timed(count, replay) },
      { name: 'histograms of all layers', sample: (count: number) => timed(count, everyHistogram) },
    ];
    const [whole, kernels, drawn] = await interleaved(sides, 9, 60);

    const before = engine.arena.usage;
    const heap = process.memoryUsage().heapUsed;
    for (let i = 0; i < 200; i++) step();
    const after = engine.arena.usage;
    const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
    return [
      {
        pairs: [
          lower('step, MLP batch 64', 'ms', whole.median, 'its kernel calls alone', kernels.median),
          lower(
            `${HISTOGRAM_EVERY} steps with histograms`,
            'ms',
            HISTOGRAM_EVERY * whole.median + drawn.median,
            'without',
            HISTOGRAM_EVERY * whole.median,
          ),
        ],
        title: engine.kernels.name,
        columns: ['what', 'value'],
        rows: [
          ['step, ms', whole.median.toFixed(4)],
          [`its ${noted.calls.length} kernel calls alone, ms`, kernels.median.toFixed(4)],
          ['share of the step outside kernels', percent(1 - kernels.median / whole.median)],
          ['histograms of every layer, ms', drawn.median.toFixed(4)],
          [
            `their share of training at every ${HISTOGRAM_EVERY}th step`,
            percent(drawn.median / (HISTOGRAM_EVERY * whole.median + drawn.median)),
          ],
          ['tensor blocks made in 200 steady steps', after.viewsMade - before.viewsMade],
          ['tensor memory grown by in 200 steady steps, bytes', after.peakBytes - before.peakBytes],
          [
            'JavaScript heap grown by in 200 steady steps, KiB',
            Math.round((process.memoryUsage().heapUsed - heap) / 1024),
          ],
        ],
      },
    ];
  },
} satisfies Benchmark;
