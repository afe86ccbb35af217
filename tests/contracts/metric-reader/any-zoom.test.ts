import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { MetricReader } from '../../../server/ports/metric-reader.ts';
import { toJsonNumber } from '../../../shared/number.ts';
import type { SeriesQuery, SeriesResult, XAxis } from '../../../shared/query.ts';
import { randomFrom } from '../../support/random.ts';
import { storageAdapters } from '../adapters.ts';
import type { Storage } from '../harness.ts';
import { batch, newRun } from '../records.ts';
import { bruteForce, numberOf, type Point, summarize } from './brute-force.ts';

const CASES = 1200;
const START = 1_700_000_000_000;

type Model = Map<number, Point>;

/** A random way to write a series: in order, late, rewriting; with times that follow steps, are set back now and then, or do not. */
function createWriter(random: () => number) {
  const integer = (below: number) => Math.floor(random() * below);
  const clock = random();
  const setBackEvery = 300 + integer(2000);
  const timeOf = (step: number): number => {
    if (clock < 0.2) return integer(5000);
    return clock < 0.5 ? (step * 7) % setBackEvery : step * 7;
  };
  const stride = 1 + integer(3);
  const constant = random() < 0.1;

  function value(): number {
    const kind = constant ? 1 : random();
    if (kind < 0.02) return [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0][integer(4)] as number;
    return kind === 1 ? 0.25 : Math.fround(random() * 10 - 5);
  }

  return (model: Model): Point[] => {
    const highest = Math.max(0, ...model.keys());
    const count = 1 + integer(80);
    const mode = random();
    return Array.from({ length: count }, (_, index) => {
      const late = mode < 0.25 || (mode < 0.5 && random() < 0.1);
      const step = late ? integer(highest + 10) : highest + (index + 1) * stride;
      return { step, time: START + timeOf(step), value: value() };
    });
  };
}

function randomQuery(random: () => number, model: Model): Partial<SeriesQuery> {
  const x = (['step', 'time', 'relative'] as const)[Math.floor(random() * 3)] as XAxis;
  const highest = Math.max(...model.keys());
  const origin = x === 'time' ? START : 0;
  const scale = x === 'step' ? highest : Math.max(highest * 7, 5000);
  const ends = [random() * 1.2 - 0.1, random() * 1.2 - 0.1].sort((a, b) => a - b).map((end) => origin + end * scale);
  const whole = random() < 0.5 ? ends.map(Math.round) : ends;
  return {
    x,
    pixels: 1 + Math.floor(random() ** 2 * 60),
    ...(random() < 0.7 && { window: whole as [number, number] }),
    ...(random() < 0.3 && { logX: true }),
    ...(random() < 0.5 && { smoothing: [0.1, 0.6, 0.99][Math.floor(random() * 3)] as number }),
  };
}

async function expectExact(metrics: MetricReader, run: string, model: Model, query: Partial<SeriesQuery>) {
  const [answer] = await metrics.querySeries({ runs: [run], keys: ['loss'], ...query });
  const startTime = answer?.startTime ?? Number.NaN;
  const expected = bruteForce(model.values(), query, startTime);
  const found = { points: answer?.points, raw: answer?.raw, buckets: rowsOf(answer as SeriesResult) };
  expect(found, JSON.stringify(query)).toEqual({
    ...expected,
    buckets: expected.buckets.map((bucket) => ({
      ...bucket,
      mean: bucket.mean === null ? null : expect.closeTo(bucket.mean, 9),
      ...(bucket.smoothed !== undefined && {
        smoothed: Number.isFinite(bucket.smoothed) ? expect.closeTo(bucket.smoothed, 9) : bucket.smoothed,
      }),
    })),
  });
  const { mean, ...summary } = summarize(model.values());
  expect(answer?.summary).toEqual({ ...summary, mean: mean === null ? null : expect.closeTo(mean, 9) });
}

function rowsOf({ buckets: { smoothed, ...columns } }: SeriesResult) {
  return columns.step.map((_, index) => ({
    ...Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, column[index]])),
    ...(smoothed && { smoothed: numberOf(smoothed[index]) }),
  }));
}

interface Case {
  run: string;
  model: Model;
  query: Partial<SeriesQuery>;
}

/** Writes one run in a few random batches, compacting and asking now and then; returns what it has to answer later. */
async function writeCase({ meta, metrics, compact }: Storage, run: string, random: () => number): Promise<Case> {
  await meta.insertRun(newRun(run));
  const model: Model = new Map();
  const write = createWriter(random);
  const batches = 1 + Math.floor(random() * 6);
  for (let seq = 1; seq <= batches; seq++) {
    const points = write(model);
    for (const point of points) model.set(point.step, point);
    const loss = {
      step: points.map(({ step }) => step),
      time: points.map(({ time }) => time),
      value: points.map(({ value }) => toJsonNumber(value)),
    };
    const [outcome] = await metrics.append([{ run, batch: batch(seq, { series: { loss } }), receivedAt: 1 }]);
    expect(outcome).toHaveProperty('ack');
    if (random() < 0.5) await compact();
    if (random() < 0.3) await expectExact(metrics, run, model, randomQuery(random, model));
  }
  const query = randomQuery(random, model);
  await expectExact(metrics, run, model, query);
  await expectExact(metrics, run, model, randomQuery(random, model));
  return { run, model, query };
}

describe.each(storageAdapters)('MetricReader of $name: any zoom', ({ open }) => {
  test(`${CASES} random series answer every window as if each point had been looked at, compacted or not, and after a kill`, async () => {
    const random = randomFrom(20_260_101);
    const storage = await open();
    const cases: Case[] = [];
    for (let i = 0; i < CASES; i++) cases.push(await writeCase(storage, `run${i}`, random));

    const compacting = storage.compact();
    await nextTurn();
    const { metrics: killedAmid } = await storage.afterKill();
    for (const { run, model, query } of cases) await expectExact(killedAmid, run, model, query);
    await compacting;
    const { metrics: killedAfter } = await storage.afterKill();
    for (const { run, model, query } of cases) await expectExact(killedAfter, run, model, query);
  }, 180_000);
});
