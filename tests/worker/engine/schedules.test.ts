import { expect, test } from 'vitest';
import * as schedules from '../../../worker/engine/schedules.ts';

const T1000 = { warmup: 100, total: 1000 };
const warmCosine = schedules.withWarmup(T1000.warmup, schedules.cosine(1, T1000.total - T1000.warmup));

test.each<[string, schedules.Schedule, Record<number, number>]>([
  ['constant', schedules.constant(0.3), { 0: 0.3, 99: 0.3 }],
  ['step', schedules.stepDecay(1, 10, 0.5), { 9: 1, 10: 0.5, 20: 0.25, 30: 0.125 }],
  ['multi-step', schedules.multiStep(1, [3, 5], 0.1), { 2: 1, 3: 0.1, 5: 0.01 }],
  ['exponential', schedules.exponential(1, 0.9), { 0: 1, 1: 0.9, 2: 0.81, 3: 0.729 }],
  ['1/t', schedules.inverseTime(1, 1), { 0: 1, 1: 0.5, 2: 1 / 3, 3: 0.25 }],
  [
    'cosine, which rises again',
    schedules.cosine(1, 10),
    { 1: 0.97552826, 5: 0.5, 9: 0.02447174, 10: 0, 11: 0.02447174 },
  ],
  [
    'warm restarts',
    schedules.cosineRestarts(1, 4, 2),
    { 0: 1, 1: 0.853553, 2: 0.5, 3: 0.146447, 4: 1, 5: 0.96194, 6: 0.853553, 7: 0.691342 },
  ],
  [
    'warm restarts with a warm-up each',
    schedules.cosineRestarts(1, 1000 / 3, 1, 0, 100),
    { 50: 0.5, 100: 1, 334: (334 - 1000 / 3) / 100 },
  ],
  [
    'restarts of growing length, a warm-up each',
    schedules.cosineRestarts(1, 4, 2, 0, 2),
    { 0: 0, 1: 0.5, 2: 1, 3: 0.5, 4: 0, 6: 1, 9: 0.5 },
  ],
  ['warm-up, then cosine', warmCosine, { 50: 0.5, 100: 1, 550: 0.5, 1000: 0 }],
  [
    'warm-up in each of three cycles',
    schedules.repeated(1000 / 3, schedules.withWarmup(100, schedules.cosine(1, 1000 / 3 - 100))),
    { 50: 0.5, 100: 1 },
  ],
  [
    'linear warm-up',
    schedules.linear(1, 1 / 3, 1, 5),
    { 0: 0.3333, 1: 0.4667, 2: 0.6, 3: 0.7333, 4: 0.8667, 5: 1, 9: 1 },
  ],
  [
    'one-cycle',
    schedules.oneCycle(1, 10),
    {
      0: 0.04,
      1: 0.52,
      2: 1,
      3: 0.95048463,
      4: 0.81174565,
      5: 0.61126202,
      6: 0.38874198,
      7: 0.18825835,
      8: 0.04951937,
      9: 4e-6,
    },
  ],
  ["one-cycle's momentum", schedules.oneCycleMomentum(10), { 0: 0.95, 1: 0.9, 2: 0.85, 3: 0.854952 }],
  ['polynomial', schedules.polynomial(1, 5, 2), { 0: 1, 1: 0.64, 2: 0.36, 3: 0.16, 4: 0.04, 5: 0, 8: 0 }],
  [
    'sequential',
    schedules.sequential([schedules.constant(1), schedules.stepDecay(2, 1, 0.5)], [3]),
    { 2: 1, 3: 2, 4: 1, 5: 0.5 },
  ],
  ['triangular2', schedules.cyclic(0, 1, 2, { mode: 'triangular2' }), { 0: 0, 2: 1, 4: 0, 6: 0.5, 10: 0.25 }],
])('%s has its values', (_, schedule, values) => {
  for (const [t, value] of Object.entries(values)) {
    expect(schedule(Number(t)), `t = ${t}`).toBeCloseTo(value, digitsOf(value));
  }
});

/** Up to 1e−7, but no more than what a number that was rounded to four to six digits can say. */
function digitsOf(value: number): number {
  const digits = value.toFixed(7).replace(/^.*\.|0+$/g, '').length;
  return digits >= 4 ? digits : 7;
}

test('peaks of warm-up in each cycle are at 100, 433.3 and 766.7', () => {
  const cycle = schedules.repeated(1000 / 3, schedules.withWarmup(100, schedules.cosine(1, 1000 / 3 - 100)));
  for (const peak of [100, 433 + 1 / 3, 766 + 2 / 3]) expect(cycle(peak)).toBeCloseTo(1, 10);
});

test('one-cycle refuses steps beyond its end', () => {
  expect(() => schedules.oneCycle(1, 10)(10)).toThrow(/10 steps.*step 11/);
});

test('the plateau rule waits for more than `patience` values that are not clearly better', () => {
  const plateau = new schedules.Plateau(1, { factor: 0.1, patience: 2 });
  const rates = [5, 4, 4, 3.9999, 4, 4, 3].map((value) => plateau.observe(value));
  expect(rates).toEqual([1, 1, 1, 1, 0.1, 0.1, 0.1]);
});

test('the plateau rule leaves a rate alone that would fall by next to nothing, as PyTorch does', () => {
  const plateau = new schedules.Plateau(4e-8, { factor: 0.5, patience: 0 });
  expect([1, 1, 1, 1].map((value) => plateau.observe(value))).toEqual([4e-8, 2e-8, 2e-8, 2e-8]);
});
