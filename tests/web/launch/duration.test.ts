import { expect, test } from 'vitest';
import { expectedMs, type Timed, timedRuns, workOf } from '../../../web/launch/duration.ts';
import type { Plan } from '../../../web/launch/plan.ts';
import { aRun } from '../support/fakes.ts';

const layer = (parameters: number, output: number[]) => ({ name: 'l', kind: 'linear', input: [1], output, parameters });
const plan = (changes: Partial<Plan> = {}): Plan => ({
  layers: [layer(100_000, [10])],
  parameters: 100_000,
  trainExamples: 6400,
  stepsPerEpoch: 100,
  totalSteps: 1000,
  epochs: 10,
  ...changes,
});

test('the work of a step is its parameters for each example, and for each position of an image', () => {
  expect(workOf(plan())).toBe(64 * 100_000);
  expect(workOf(plan({ layers: [layer(10, [28, 28, 4])] }))).toBe(64 * 10 * 28 * 28);
});

test('a training takes as long as the alike ones took, in proportion to steps and work; the middle one counts', () => {
  const work = workOf(plan());
  const as = (msPerStep: number): Timed => ({ work, msPerStep });
  expect(expectedMs(plan(), [as(2)])).toBeCloseTo(2000, 6);
  expect(expectedMs(plan({ totalSteps: 500 }), [as(2)])).toBeCloseTo(1000, 6);
  expect(expectedMs(plan(), [as(90), as(2), as(3)])).toBeCloseTo(3000, 6);
  const others = Array.from({ length: 9 }, () => ({ work: work * 1000, msPerStep: 1 }));
  expect(expectedMs(plan(), [...others, as(5), as(5), as(5)])).toBeCloseTo(5000, 6);
  expect(expectedMs(plan({ layers: [layer(200_000, [10])] }), [as(2)])).toBeGreaterThan(3000);
  expect(expectedMs(plan(), [])).toBeNull();
});

test('runs that ended are timed; those without a step or of a dataset that is gone are not', () => {
  const dataset = {
    name: 'd',
    kind: 'bundled',
    task: 'classification',
    examples: 1000,
    features: 20,
    classes: 2,
    image: null,
    options: { limit: 1000, testShare: true },
  };
  const find = (name: string) => (name === 'd' ? dataset : undefined) as never;
  const ended = { startedAt: '2026-01-01T00:00:00.000Z', endedAt: '2026-01-01T00:00:10.800Z' };
  const run = (changes: object) =>
    aRun({
      ...ended,
      config: { dataset: { name: 'd' } },
      progress: { step: 1000, totalSteps: 1000 } as never,
      ...changes,
    });
  expect(timedRuns([run({})], find).map(({ msPerStep }) => msPerStep)).toEqual([10]);
  expect(timedRuns([run({ progress: null }), run({ config: { dataset: { name: 'gone' } } })], find)).toEqual([]);
  expect(timedRuns([run({ endedAt: '2026-01-01T00:00:00.900Z' })], find)).toEqual([]);
});
