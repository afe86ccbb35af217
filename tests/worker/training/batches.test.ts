import { expect, test } from 'vitest';
import { Generator } from '../../../worker/engine/rng.ts';
import { Batches, type BatchOptions } from '../../../worker/training/batches.ts';
import { float64Engine } from '../engine/support.ts';

const examples = {
  count: 10,
  inputs: Float32Array.from({ length: 20 }, (_, i) => i),
  targets: Int32Array.from({ length: 10 }, (_, i) => i),
};

/** The targets of the batches of some epochs. */
function dealt(size: number, random: Generator | null, epochs = 1, options: BatchOptions = {}): number[][] {
  const engine = float64Engine();
  const batches = new Batches(examples, size, random, options);
  return Array.from({ length: epochs * batches.perEpoch }, () =>
    engine.scope(() => {
      const { inputs, targets, count } = batches.next(engine);
      expect(inputs.toArray()).toEqual(Array.from(targets).flatMap((target) => [2 * target, 2 * target + 1]));
      expect(count).toBe(targets.length);
      return Array.from(targets);
    }),
  );
}

test('without a generator the order is that of the data, the last batch smaller', () => {
  expect(dealt(4, null)).toEqual([
    [0, 1, 2, 3],
    [4, 5, 6, 7],
    [8, 9],
  ]);
  expect(dealt(4, null, 2, { dropLast: true })).toEqual([
    [0, 1, 2, 3],
    [4, 5, 6, 7],
    [0, 1, 2, 3],
    [4, 5, 6, 7],
  ]);
  expect(dealt(99, null)).toEqual([[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]]);
});

test('every epoch has each example once, in another order, the same for the same seed', () => {
  const all = dealt(4, new Generator(1, 'order'), 2);
  const [first, second] = [all.slice(0, 3).flat(), all.slice(3).flat()];
  for (const epoch of [first, second]) expect([...epoch].sort((a, b) => a - b)).toEqual(Array.from(examples.targets));
  expect(first).not.toEqual(second);
  expect(dealt(4, new Generator(1, 'order'), 2)).toEqual(all);
});

test('with replacement an epoch has as many draws, repeats among them', () => {
  const epoch = dealt(5, new Generator(1, 'order'), 1, { withReplacement: true }).flat();
  expect(epoch).toHaveLength(10);
  expect(new Set(epoch).size).toBeLessThan(10);
});

test.each([{}, { withReplacement: true }, { dropLast: true }])(
  'with %j the cursor leads back to the same place',
  (options) => {
    const engine = float64Engine();
    const targetsOf = (batches: Batches) => engine.scope(() => Array.from(batches.next(engine).targets));
    for (let before = 0; before < 8; before++) {
      const first = new Batches(examples, 4, new Generator(1, 'order'), options);
      for (let i = 0; i < before; i++) targetsOf(first);
      const { batch, orderPosition } = first.cursor;
      const second = new Batches(examples, 4, new Generator(1, 'order', orderPosition), options);
      for (let i = 0; i < batch; i++) targetsOf(second);
      for (let i = 0; i < 5; i++) expect(targetsOf(second)).toEqual(targetsOf(first));
    }
  },
);
