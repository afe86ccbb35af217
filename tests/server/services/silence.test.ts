import { expect, test } from 'vitest';
import type { MetricReader } from '../../../server/ports/metric-reader.ts';
import { createSilence } from '../../../server/services/silence.ts';

const RUN = { id: 'r', heartbeatSeconds: 10 };

/** A run with a limit of 10 s, looked at when asked; `revs` counts what it logged. */
function watched() {
  const state = { at: 1_000_000, rev: 1, heartbeatAt: 5000, looks: 0 };
  const lifeSigns: MetricReader['lifeSigns'] = async (ids) => {
    state.looks += ids.length;
    const { rev, heartbeatAt } = state;
    return new Map(ids.map((id) => [id, { rev, heartbeatAt }]));
  };
  const silence = createSilence({ metrics: { lifeSigns }, elapsed: () => state.at });
  const lookAfter = async (ms: number) => {
    state.at += ms;
    return (await silence.silent([RUN])).map(({ id }) => id);
  };
  return { state, silence, lookAfter };
}

test('a run is silent once nothing was heard for longer than it promised, from the first look on', async () => {
  const { lookAfter } = watched();
  expect(await lookAfter(0)).toEqual([]);
  expect(await lookAfter(10_000)).toEqual([]);
  expect(await lookAfter(1000)).toEqual(['r']);
});

test('any sign of life counts: a commit, or a time that changed, also to an earlier one', async () => {
  const { state, lookAfter } = watched();
  await lookAfter(0);
  for (const sign of [{ rev: 2 }, { heartbeatAt: 9000 }, { heartbeatAt: 1 }, { heartbeatAt: 8.64e15 }]) {
    await lookAfter(9000);
    Object.assign(state, sign);
    expect(await lookAfter(9000)).toEqual([]);
  }
  expect(await lookAfter(11_000)).toEqual(['r']);
});

test('a run is looked at ten times while its silence lasts, not at each check', async () => {
  const { state, lookAfter } = watched();
  for (let check = 0; check < 1000; check++) await lookAfter(10);
  expect(state.looks).toBe(10);
});

test('a run that ended and goes on later is heard anew', async () => {
  const { silence, lookAfter } = watched();
  await lookAfter(0);
  await silence.silent([]);
  expect(await lookAfter(60_000)).toEqual([]);
});
