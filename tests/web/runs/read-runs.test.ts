import { expect, test, vi } from 'vitest';
import { readRuns } from '../../../web/runs/read-runs.ts';
import { aRun } from '../support/fakes.ts';

function anApi() {
  return {
    readRuns: vi.fn(async (ids: readonly string[]) => {
      const isThere = (id: string) => id !== 'gone';
      return {
        runs: ids.filter(isThere).map((id) => aRun({ id })),
        inTrash: [],
        missing: ids.filter((id) => !isThere(id)),
      };
    }),
  };
}

test('runs are read in one request, in the order that they are asked for, without those that are gone', async () => {
  const api = anApi();
  const runs = await readRuns(api, ['b', 'gone', 'a']);
  expect(runs.map(({ id }) => id)).toEqual(['b', 'a']);
  expect(api.readRuns).toHaveBeenCalledTimes(1);
});

test('more than the server reads at once are read in several', async () => {
  const api = anApi();
  const ids = Array.from({ length: 1001 }, (_, index) => `r${index}`);
  expect((await readRuns(api, ids)).map(({ id }) => id)).toEqual(ids);
  expect(api.readRuns.mock.calls.map(([part]) => part.length)).toEqual([500, 500, 1]);
});

test('no runs are asked for in no request', async () => {
  const api = anApi();
  expect(await readRuns(api, [])).toEqual([]);
  expect(api.readRuns).not.toHaveBeenCalled();
});
