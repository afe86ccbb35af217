import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { DatasetInfo } from '../../../shared/training/dataset.ts';
import { Datasets } from '../../../web/datasets/datasets.svelte.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const aDataset = (state: string) => ({ name: 'digits', state }) as DatasetInfo;

/** Datasets whose reads have these outcomes, one after the other, and then the last one again. */
function datasetsOf(...outcomes: (string | Error)[]) {
  const read = vi.fn(async () => {
    const outcome = outcomes.length > 1 ? outcomes.shift() : outcomes[0];
    if (outcome === undefined || outcome instanceof Error) throw outcome;
    return { datasets: [aDataset(outcome)] };
  });
  const unused = () => Promise.reject(new Error('not used'));
  return { read, datasets: new Datasets({ datasets: read, downloadDataset: unused, deleteUpload: unused }) };
}

test('a download is followed to its end, past reads that fail, and then nothing more is read', async () => {
  const { read, datasets } = datasetsOf('downloading', new Error('away'), 'downloading', 'ready');
  datasets.open();
  await vi.runAllTimersAsync();

  expect(datasets.find('digits')?.state).toBe('ready');
  expect(read).toHaveBeenCalledTimes(4);
});

test('nothing is read after it is closed', async () => {
  const { read, datasets } = datasetsOf('downloading');
  const close = datasets.open();
  await vi.advanceTimersByTimeAsync(0);
  close();
  datasets.put(aDataset('downloading'));
  await vi.advanceTimersByTimeAsync(60_000);

  expect(read).toHaveBeenCalledTimes(1);
});
