import { describe, expect, test } from 'vitest';
import { fromJsonNumber } from '../../../shared/number.ts';
import type { Smoother } from '../../../shared/query.ts';
import { randomFrom } from '../../support/random.ts';
import { storageAdapters } from '../adapters.ts';
import { append, batch, columns, openWithRuns } from '../records.ts';

const random = randomFrom(7);
const POINTS = Array.from({ length: 90 }, (_, index) => ({
  step: index * 2,
  time: 1000 + index * 10 + Math.floor(random() * 30),
  value: index % 17 === 5 ? Number.NaN : random() * 10 - 5,
}));

describe.each(storageAdapters)('MetricReader of $name: other smoothers', (adapter) => {
  async function smoothed(smoother: Smoother, pixels = 1000, points = POINTS) {
    const { metrics, compact } = await openWithRuns(adapter, 'a');
    const rows = points.map(({ step, time, value }) => [step, Number.isNaN(value) ? 'NaN' : value, time] as const);
    await append(metrics, 'a', batch(1, { series: { loss: columns(rows.slice(0, 60)) } }));
    await compact();
    await append(metrics, 'a', batch(2, { series: { loss: columns(rows.slice(60)) } }));
    const [answer] = await metrics.querySeries({ runs: ['a'], keys: ['loss'], smoother, pixels });
    return { answer, values: (answer?.buckets.smoothed ?? []).map(fromJsonNumber) };
  }

  /** The mean of all finite points, each weighed by what it is to point `at`. */
  function weighted(at: number, weightOf: (index: number) => number): number {
    if (Number.isNaN(POINTS[at]?.value)) return Number.NaN;
    let sum = 0;
    let weight = 0;
    for (const [index, { value }] of POINTS.entries()) {
      if (Number.isNaN(value)) continue;
      sum += weightOf(index) * value;
      weight += weightOf(index);
    }
    return sum / weight;
  }

  /** Time that passed from one point to a later one; a time that falls is no time at all. */
  function passed(from: number, to: number): number {
    const highest = (upTo: number) => Math.max(...POINTS.slice(0, upTo + 1).map(({ time }) => time));
    return highest(to) - highest(from);
  }

  test.each<[Smoother, (at: number) => number]>([
    [{ kind: 'average', points: 1 }, (at) => weighted(at, (index) => (index === at ? 1 : 0))],
    [{ kind: 'average', points: 5 }, (at) => weighted(at, (index) => (Math.abs(index - at) <= 2 ? 1 : 0))],
    [{ kind: 'average', points: 4 }, (at) => weighted(at, (index) => (index >= at - 1 && index <= at + 2 ? 1 : 0))],
    [{ kind: 'gaussian', deviation: 2.5 }, (at) => weighted(at, (index) => Math.exp(-(((index - at) / 2.5) ** 2) / 2))],
    [
      { kind: 'time-ema', halfLifeMs: 40 },
      (at) => weighted(at, (index) => (index <= at ? 2 ** (-passed(index, at) / 40) : 0)),
    ],
  ])('%j is the weighted mean of its definition', async (smoother, expected) => {
    const { values } = await smoothed(smoother);
    expect(values).toHaveLength(POINTS.length);
    for (const [at, value] of values.entries()) {
      const wanted = expected(at);
      if (Number.isNaN(wanted)) expect(value).toBeNaN();
      else expect(value).toBeCloseTo(wanted, 6);
    }
  });

  test('it is read at the last point of each bucket, and leaves no state to go on with', async () => {
    const smoother = { kind: 'average', points: 9 } as const;
    const { values: all } = await smoothed(smoother);
    const { answer, values } = await smoothed(smoother, 7);
    expect(values).toEqual(answer?.buckets.step.map((step) => all[step / 2]));
    expect(answer).not.toHaveProperty('smoothingState');
  });

  test.each<Smoother>([
    { kind: 'gaussian', deviation: 3 },
    { kind: 'time-ema', halfLifeMs: 5 },
    { kind: 'average', points: 3 },
  ])('a constant series is left exactly as it is by %j', async (smoother) => {
    const constant = POINTS.map((point) => ({ ...point, value: 0.1 }));
    expect(new Set((await smoothed(smoother, 1000, constant)).values)).toEqual(new Set([0.1]));
  });
});
