import { expect, test } from 'vitest';
import { createSteadyRuns } from '../../../web/runs/steady-runs.ts';
import { aRun, aSummary } from '../support/fakes.ts';

const training = (step: number) =>
  aRun({
    id: 'a',
    config: { lr: 0.1, layers: [32, 32] },
    rev: step,
    heartbeatAt: `2026-01-01T00:00:${String(step).padStart(2, '0')}.000Z`,
    progress: { step, totalSteps: 60 },
    summary: { loss: aSummary(1 / step) },
  });

test('runs that only train are the same objects in the same list', () => {
  const steady = createSteadyRuns();
  const first = steady([training(1), aRun({ id: 'b' })]);
  expect(steady([training(2), aRun({ id: 'b' })])).toBe(first);
});

test.each([
  ['a new state', { state: 'finished' }],
  ['another name', { name: 'renamed' }],
  ['another setting', { config: { lr: 0.1, layers: [32, 64] } }],
  ['a setting less', { config: { lr: 0.1 } }],
  ['another colour', { color: 3 }],
  ['a metric more', { summary: { loss: aSummary(1), accuracy: aSummary(1) } }],
  ['another metric', { summary: { accuracy: aSummary(1) } }],
] as const)('%s is a new object, and leaves the others as they are', (_what, change) => {
  const steady = createSteadyRuns();
  const [, other] = steady([training(1), aRun({ id: 'b' })]);
  const next = steady([{ ...training(2), ...(change as object) }, aRun({ id: 'b' })]);
  expect(next[0]).toMatchObject(change);
  expect(next[1]).toBe(other);
});

test('a run that joins or leaves makes another list of the same runs', () => {
  const steady = createSteadyRuns();
  const [first] = steady([training(1)]);
  expect(steady([aRun({ id: 'b' }), training(2)])[1]).toBe(first);
  expect(steady([training(3)])[0]).toBe(first);
});
