import { appendFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createTrainingData } from '../../../server/datasets/training-data.ts';
import type { DatasetChoice } from '../../../shared/training/dataset.ts';
import type { DatasetSource } from '../../../worker/data/source.ts';
import type { DataSupply, MadeData, RunData } from '../../../worker/data/supply.ts';
import { loadData } from '../../../worker/thread/load-data.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { configOf } from '../support.ts';

const ROWS = 200;
const text = (shift = 0) => `x,y\n${Array.from({ length: ROWS }, (_, i) => `${i + shift},${i % 2}`).join('\n')}\n`;

function uploaded(content = text()): DatasetSource & { path: string } {
  const path = join(temporaryFolder(), 'table.csv');
  writeFileSync(path, content);
  return { name: 'table', kind: 'upload', files: { table: path }, path };
}

const configFor = (dataset: Partial<DatasetChoice> = {}, seed = 1) =>
  configOf({ dataset: { name: 'table', target: 'y', ...dataset }, seed });

/** What a thread does with the data of a run: what it is given, and what it makes. */
async function loadIn(
  data: RunData,
  config = configFor(),
): Promise<{ given: string[]; made: string[]; supply: DataSupply }> {
  const made: MadeData[] = [];
  await loadData(data.supply, config, {
    progress() {},
    made: (each) => {
      made.push(each);
      data.take(each);
    },
  });
  data.release();
  const { source: _, ...given } = data.supply;
  return { given: Object.keys(given), made: made.flatMap(Object.keys), supply: data.supply };
}

describe('runs on the same file', () => {
  test('decode it once; with the same split they train on the very same memory', async () => {
    const data = createTrainingData({ budgetBytes: 1e6 });
    const source = uploaded();
    expect(await loadIn(await data.open(source, configFor()))).toMatchObject({
      given: [],
      made: ['decoded', 'prepared'],
    });
    const again = await loadIn(await data.open(source, configFor()));
    const other = await loadIn(await data.open(source, configFor({ seed: 1 }, 7)), configFor({ seed: 1 }, 7));
    expect([again, other]).toMatchObject([
      { given: ['prepared'], made: [] },
      { given: ['prepared'], made: [] },
    ]);
    const inputs = [again, other].map(({ supply }) => supply.prepared?.splits.train.inputs.buffer);
    expect(inputs[0]).toBeInstanceOf(SharedArrayBuffer);
    expect(inputs[0]).toBe(inputs[1]);
    expect(data.held).toMatchObject({ count: 2, decodings: 1 });
  });

  test.each<[string, Partial<DatasetChoice>, number, string[]]>([
    ['another seed of the run', {}, 2, ['decoded']],
    ['another split', { validation: 0.3 }, 1, ['decoded']],
    ['another scaling', { scaling: 'none' }, 1, ['decoded']],
    ['fewer examples', { limit: 100 }, 1, []],
    ['another target', { target: 'x' }, 1, []],
    ['another task', { task: 'regression' }, 1, []],
  ])('with %s have what they share: %j', async (_, dataset, seed, given) => {
    const data = createTrainingData({ budgetBytes: 1e6 });
    const source = uploaded();
    await loadIn(await data.open(source, configFor()));
    const config = configFor(dataset, seed);
    expect((await loadIn(await data.open(source, config), config)).given).toEqual(given);
    expect(data.held.decodings).toBe(given.length > 0 ? 1 : 2);
  });

  test('at the same time wait for the one that decodes it, and one takes its place where it fails', async () => {
    const data = createTrainingData({ budgetBytes: 1e6 });
    const source = uploaded();
    const first = await data.open(source, configFor());
    const [second, third] = [data.open(source, configFor()), data.open(source, configFor({}, 2))];
    first.release(); // its thread has failed
    const made = await loadIn(await second);
    expect(made.made).toEqual(['decoded', 'prepared']);
    expect((await loadIn(await third, configFor({}, 2))).given).toEqual(['decoded']);
    expect(data.held.decodings).toBe(1);
  });

  test('that stop while they wait have nothing and keep nobody waiting', async () => {
    const data = createTrainingData({ budgetBytes: 1e6 });
    const source = uploaded();
    const first = await data.open(source, configFor());
    const stopping = new AbortController();
    const waiting = data.open(source, configFor(), stopping.signal);
    stopping.abort();
    (await waiting).release();
    await loadIn(first);
    expect((await loadIn(await data.open(source, configFor()))).given).toEqual(['prepared']);
  });
});

describe('a file that has changed', () => {
  test('is decoded again, also where its length and its time are as they were', async () => {
    const data = createTrainingData({ budgetBytes: 1e6 });
    const source = uploaded(text(100));
    const time = new Date(1e12);
    utimesSync(source.path, time, time);
    const before = await data.open(source, configFor());
    await loadIn(before);
    writeFileSync(source.path, text(500));
    utimesSync(source.path, time, time);
    expect((await loadIn(await data.open(source, configFor()))).made).toEqual(['decoded', 'prepared']);
    expect(data.held.decodings).toBe(2);
  });

  test('back to what it was is known', async () => {
    const data = createTrainingData({ budgetBytes: 1e6 });
    const source = uploaded();
    await loadIn(await data.open(source, configFor()));
    appendFileSync(source.path, '1,1\n');
    await loadIn(await data.open(source, configFor()));
    writeFileSync(source.path, text());
    expect((await loadIn(await data.open(source, configFor()))).given).toEqual(['prepared']);
    expect((await loadIn(await data.open(uploaded(), configFor()))).given).toEqual(['prepared']); // by another path, too
  });

  test('away is an error that names it', async () => {
    const data = createTrainingData({ budgetBytes: 1e6 });
    const gone = { name: 'table', kind: 'upload', files: { table: '/nowhere/table.csv' } } as const;
    await expect(data.open(gone, configFor())).rejects.toThrow(/ENOENT.*table\.csv/);
  });
});

test('four runs with the same split hold about one copy of the data, not four', async () => {
  const data = createTrainingData({ budgetBytes: 1e9 });
  const source: DatasetSource = { name: 'mnist', kind: 'bundled', files: {} };
  const configs = [1, 2, 3, 4].map((seed) => configOf({ dataset: { name: 'mnist', limit: 2000, seed: 1 }, seed }));
  const memories = new Set<unknown>();
  for (const config of configs) {
    const run = await data.open(source, config);
    await loadIn(run, config);
    const { prepared } = (await data.open(source, config)).supply;
    for (const { inputs, targets } of [
      prepared?.splits.train,
      prepared?.splits.validation,
      prepared?.splits.test,
    ].filter((each) => each !== undefined))
      memories.add(inputs.buffer).add(targets.buffer);
  }
  const asBytes = 10_000 * (784 + 4); // the pixels as they were read
  const asFloats = 2000 * (784 + 1) * 4;
  expect(memories.size).toBe(6);
  expect(data.held).toEqual({ count: 2, bytes: asBytes + asFloats, decodings: 1 });
});

test('what was not used for longest goes when the budget is used up', async () => {
  const data = createTrainingData({ budgetBytes: 0 });
  const source = uploaded();
  for (let run = 0; run < 2; run++)
    expect((await loadIn(await data.open(source, configFor()))).made).toEqual(['decoded', 'prepared']);
  expect(data.held).toEqual({ count: 0, bytes: 0, decodings: 2 });
});
