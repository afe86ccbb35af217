import { expect, test } from 'vitest';
import { gradients } from '../../../worker/engine/autodiff.ts';
import { multiply } from '../../../worker/engine/ops/arithmetic.ts';
import { sum } from '../../../worker/engine/ops/broadcast.ts';
import { conv2d } from '../../../worker/engine/ops/conv2d.ts';
import { sin } from '../../../worker/engine/ops/elementwise.ts';
import { ENGINES, numbers, worstError } from './support.ts';

test.each(ENGINES)(
  'a convolution of many images is that of each alone, its patches kept or made again, on %s',
  (_, createEngine) => {
    const engine = createEngine();
    for (const batch of [12, 80]) {
      engine.scope(() => {
        const w = engine.tensor(numbers(3 * 3 * 4 * 2, 2), [3, 3, 4, 2], true);
        const b = engine.tensor(numbers(2, 3), [2], true);
        const pixels = numbers(batch * 256 * 4, 1);
        const run = (from: number, count: number) => {
          const x = engine.tensor(pixels.slice(from * 1024, (from + count) * 1024), [count, 16, 16, 4], true);
          const y = conv2d(x, w, b);
          return [y, ...gradients(sum(multiply(y, sin(y))), [x, w, b])].map((each) => each.toArray());
        };
        const whole = run(0, batch);
        const alone = Array.from({ length: batch }, (_, image) => run(image, 1));
        const added = (i: number) =>
          alone.reduce(
            (total, each) => total.map((x, j) => x + each[i][j]),
            whole[i].map(() => 0),
          );
        const expected = [alone.flatMap((each) => each[0]), alone.flatMap((each) => each[1]), added(2), added(3)];
        for (const [i, list] of expected.entries()) expect(worstError(whole[i], list)).toBeLessThan(2e-5);
      });
    }
  },
);
