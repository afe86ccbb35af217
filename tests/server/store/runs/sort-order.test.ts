import { expect, test } from 'vitest';
import { sortPlaces } from '../../../../server/store/runs/sort-order.ts';
import { randomFrom } from '../../../support/random.ts';

const SHAPES: Record<string, (at: number, random: () => number) => number> = {
  ascending: (at) => at,
  descending: (at) => -at,
  random: (_, random) => random(),
  'with many alike': (_, random) => Math.floor(random() * 5),
};

test.each(Object.keys(SHAPES))('places of %s values are sorted, those of equal ones by place', async (shape) => {
  const random = randomFrom(1);
  for (const length of [0, 1, 1023, 1025, 5000, 33_000]) {
    const values = Array.from({ length }, (_, at) => SHAPES[shape]?.(at, random) as number);
    const places = await sortPlaces(
      length,
      (a, b) => (values[a] as number) - (values[b] as number) || a - b,
      async () => {},
    );
    const expected = [...values.keys()].sort((a, b) => (values[a] as number) - (values[b] as number) || a - b);
    expect([...places]).toEqual(expected);
  }
});

test('never more than 20,000 comparisons are made between two pauses', async () => {
  const random = randomFrom(2);
  const values = Array.from({ length: 100_000 }, random);
  let [most, since] = [0, 0];
  await sortPlaces(
    values.length,
    (a, b) => {
      most = Math.max(most, ++since);
      return (values[a] as number) - (values[b] as number);
    },
    async () => {
      since = 0;
    },
  );
  expect(most).toBeGreaterThan(1000);
  expect(most).toBeLessThan(20_000);
});
