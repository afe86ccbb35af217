import { SvelteMap } from 'svelte/reactivity';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { RaceQuery } from '../../../shared/race/race-query.ts';
import type { Run } from '../../../shared/run.ts';
import { RaceModel } from '../../../web/race/race-model.svelte.ts';
import { fakeWindow } from '../support/fake-window.ts';
import { aRun, aSummary } from '../support/fakes.ts';

const summary = { 'val/loss': aSummary(1), 'train/evaluations': aSummary(9) };
const run = (id: string, optimizer: string, changes: Partial<Run> = {}) =>
  aRun({ id, name: id, config: { dataset: 'moons', optimizer }, summary, ...changes });

const queryRace = vi.fn();
const asked = () => queryRace.mock.calls.map(([query]) => query as RaceQuery);

function aModel(search = '') {
  const { router, location } = fakeWindow(`/projects/p/race${search}`);
  const byId = new SvelteMap<string, Run>();
  const hold = (...held: Run[]) => {
    for (const each of held) byId.set(each.id, each);
  };
  hold(run('a', 'adam'), run('s', 'sgd'), run('waits', 'adam', { state: 'queued' }));
  const goals = { of: () => 'min' as const };
  const model = new RaceModel({ project: 'p', api: { queryRace }, router, goals, runs: () => [...byId.values()] });
  return { model, hold, location };
}

/** Answers so many milliseconds late, unless the request is aborted until then; counts the answers. */
function answerAfter(ms: number) {
  const answered = vi.fn();
  queryRace.mockImplementation(async (_: RaceQuery, signal: AbortSignal) => {
    await new Promise((resolve) => setTimeout(resolve, ms));
    if (!signal.aborted) answered();
    return { tasks: [] };
  });
  return answered;
}

beforeEach(() => {
  vi.useFakeTimers();
  queryRace.mockReset();
  queryRace.mockImplementation(async ({ tasks }: RaceQuery) => ({
    tasks: tasks.map(({ name }) => ({ name, target: 1, groups: [] })),
  }));
});
afterEach(() => void vi.useRealTimers());

test('by itself optimizers race on the validation loss, in steps and whatever counts, against SGD; who waits does not race', async () => {
  const { model } = aModel();
  model.ask();
  await vi.advanceTimersByTimeAsync(0);
  expect(asked()).toEqual([
    {
      tasks: [
        {
          name: model.task?.id,
          groups: [
            { name: '["adam"]', runs: ['a'] },
            { name: '["sgd"]', runs: ['s'] },
          ],
        },
      ],
      key: 'val/loss',
      goal: 'min',
      costs: ['train/evaluations'],
      baseline: '["sgd"]',
    },
  ]);
  expect([model.target, model.cost.label, model.costs.length]).toEqual([1, 'Steps', 3]);
});

test('runs of the shown task that wait for their turn are known, of the chosen ones where somebody chose', () => {
  const { model, hold } = aModel();
  hold(run('elsewhere', 'adam', { state: 'queued', config: { dataset: 'digits', optimizer: 'adam' } }));
  expect(model.waiting.map(({ id }) => id)).toEqual(['waits']);
  expect(aModel('?runs=a,s').model.waiting).toEqual([]);
  expect(aModel('?runs=a,waits').model.waiting.map(({ id }) => id)).toEqual(['waits']);
});

test('the address names the runs, what they share, the target and the baseline', async () => {
  const { model } = aModel('?runs=a,s&by=run&target=0.5&base=a&cost=seconds');
  model.ask();
  await vi.advanceTimersByTimeAsync(0);
  expect(asked()[0]).toMatchObject({
    tasks: [
      {
        groups: [
          { name: 'a', runs: ['a'] },
          { name: 's', runs: ['s'] },
        ],
        target: 0.5,
      },
    ],
    baseline: 'a',
  });
  expect(model.cost.cost).toBe('seconds');
});

test('what is equal by value is not asked again; another task or metric has another target', async () => {
  const { model, location } = aModel('?target=0.5');
  model.ask();
  await vi.advanceTimersByTimeAsync(5000);
  model.ask();
  await vi.advanceTimersByTimeAsync(5000);
  expect(queryRace).toHaveBeenCalledOnce();
  model.set({ metric: 'val/loss' });
  expect(location.search).toBe('?metric=val%2Floss');
});

test('while the target is dragged it is asked for a few times a second, and each answer is waited for', async () => {
  const { model, location } = aModel();
  model.ask();
  await vi.advanceTimersByTimeAsync(0);
  const answered = answerAfter(300);
  for (let moves = 0; moves < 60; moves++) {
    model.dragged = moves / 60;
    model.ask();
    await vi.advanceTimersByTimeAsync(16);
  }
  expect(queryRace.mock.calls.length).toBeGreaterThanOrEqual(3);
  expect(queryRace.mock.calls.length).toBeLessThanOrEqual(5);
  expect(answered.mock.calls.length).toBeGreaterThanOrEqual(2);
  expect(location.search).toBe('');

  model.setTarget(0.25);
  model.ask();
  await vi.advanceTimersByTimeAsync(1000);
  expect(asked().at(-1)?.tasks[0]?.target).toBe(0.25);
});

test('while a run logs, the race is read again at most every two seconds, however long an answer takes', async () => {
  const { model, hold } = aModel();
  model.ask();
  await vi.advanceTimersByTimeAsync(0);
  const answered = answerAfter(1500);
  for (let rev = 2; rev < 42; rev++) {
    hold(run('a', 'adam', { rev }));
    model.ask();
    await vi.advanceTimersByTimeAsync(500);
  }
  expect(queryRace.mock.calls.length).toBeLessThanOrEqual(11);
  expect(answered.mock.calls.length).toBeGreaterThanOrEqual(6);
});

test('a race that could not be read says why, and is read again', async () => {
  const { model } = aModel();
  queryRace.mockRejectedValueOnce(new Error('away'));
  model.ask();
  await vi.advanceTimersByTimeAsync(0);
  expect(model.error).toBe('away');
  model.retry();
  await vi.advanceTimersByTimeAsync(0);
  expect([model.error, model.raced?.target]).toEqual(['', 1]);
});
