import { describe, expect, test } from 'vitest';
import type { MetaStore, RunFilter } from '../../../server/ports/meta-store.ts';
import { until } from '../../support/until.ts';
import { storageAdapters } from '../adapters.ts';
import type { Adapter, Storage } from '../harness.ts';
import { append, batch, columns, newRun, openWithRuns } from '../records.ts';

const list = { sort: 'createdAt', order: 'asc', limit: 10 } satisfies RunFilter;

async function filled({ open }: Adapter<Storage>): Promise<MetaStore> {
  const { meta, metrics, compact } = await open();
  await meta.insertRun(
    newRun('a', {
      tags: ['baseline', 'two words'],
      group: 'sweep',
      config: { lr: 0.1, optimizer: { name: 'adam', beta: 0.9 }, 'dotted.key': 5, flag: true, empty: null },
      notes: 'Looks fine',
      seed: 3,
      createdAt: Date.parse('2026-01-01T00:00:00Z'),
    }),
  );
  await meta.insertRun(
    newRun('b', {
      state: 'finished',
      config: { lr: '0.1', flag: false },
      createdAt: Date.parse('2026-02-01T00:00:00Z'),
    }),
  );
  await meta.insertRun(
    newRun('c', {
      kind: 'training',
      project: 'other',
      notes: 'GRÖN',
      config: { 'q"uo\\te': { 'tab\t': 7 } },
      createdAt: Date.parse('2026-03-01T00:00:00Z'),
    }),
  );
  await append(
    metrics,
    'a',
    batch(1, {
      series: {
        'val/loss': columns([
          [1, 0.5],
          [2, 0.2],
          [3, 0.3],
        ]),
        'a.b': columns([[1, 7]]),
      },
    }),
  );
  await append(
    metrics,
    'b',
    batch(1, {
      series: {
        'val/loss': columns([
          [1, 0.9],
          [4, 'NaN'],
        ]),
      },
    }),
  );
  await compact();
  return meta;
}

describe.each(storageAdapters)('MetaStore of $name: filters', (adapter) => {
  async function matching(where: string): Promise<string> {
    const { runs, total } = await (await filled(adapter)).listRuns({ ...list, where });
    expect(total).toBe(runs.length);
    return runs.map(({ id }) => id).join('');
  }

  test.each([
    ['state = finished', 'b'],
    ['id =~ "^[ac]$"', 'ac'],
    ['not id =~ "^[ac]$"', 'b'],
    ['notes =~ fine or tag =~ "^two\\s"', 'a'],
    ['notes =~ looks', ''],
    ['notes =~ "(?i)looks"', 'a'],
    ['config.optimizer.name =~ "ad.m"', 'a'],
    ['config.lr =~ "0.1"', 'b'],
    ['group =~ ".*"', 'a'],
    ['state != finished', 'ac'],
    ['project:other or kind:training', 'c'],
    ['tag:baseline', 'a'],
    ['tag = "two words"', 'a'],
    ['tag ~ WORDS', 'a'],
    ['not tag:baseline', 'bc'],
    ['group = null', 'bc'],
    ['group != null', 'a'],
    ['seed >= 3', 'a'],
    ['notes ~ fine', 'a'],
    ['notes ~ "%"', ''],
    ['createdAt >= 2026-02-01', 'bc'],
    ['createdAt < "2026-01-15T00:00:00Z"', 'a'],
    ['config.lr = 0.1', 'a'],
    ['config.lr = "0.1"', 'b'],
    ['config.lr < 1000', 'a'],
    ['config.lr < "z"', 'b'],
    ['config.optimizer.name = adam', 'a'],
    ['config.optimizer.beta > 0.8 and config.lr <= 0.1', 'a'],
    ['config.dotted.key = 5', 'a'],
    ['config."dotted.key" = 5', 'a'],
    ['config.flag = true', 'a'],
    ['config.flag = false', 'b'],
    ['config.empty = null', 'abc'],
    ['summary.val/loss = null', 'b'],
    ['summary.val/loss.nonFinite > 0', 'b'],
    ['config.missing != 1', 'abc'],
    ['summary.val/loss.min < 0.3', 'a'],
    ['summary.val/loss.min > 0', 'ab'],
    ['summary.val/loss.max >= 0.9', 'b'],
    ['summary.val/loss <= 0.3', 'a'],
    ['summary.val/loss.count = 3', 'a'],
    ['summary.val/loss.lastStep = 4', 'b'],
    ['summary.val/loss.nonFinite > 0', 'b'],
    ['summary.a.b = 7', 'a'],
    ['summary.none < 1', ''],
    ['not summary.val/loss.min < 0.3', 'bc'],
    ['(state:running and project:default) or config.flag = false', 'ab'],
    ['state = "x\' OR 1 --"', ''],
    ['notes ~ grön or notes ~ Fine', 'ac'],
    ['config."q\\"uo\\\\te"."tab\t" = 7', 'c'],
    ['config.a"\\"]"b = 1', ''],
  ])('%s finds %j', async (where, expected) => {
    expect(await matching(where)).toBe(expected);
  });

  test('what is no filter is refused with the place of the fault', async () => {
    await expect(matching('state = x and')).rejects.toMatchObject({ code: 'invalid', details: { at: 13 } });
  });

  test('pages of a filtered list show every match once', async () => {
    const meta = await filled(adapter);
    const first = await meta.listRuns({ ...list, where: 'project:default', limit: 1 });
    const second = await meta.listRuns({ ...list, where: 'project:default', limit: 1, cursor: first.nextCursor ?? '' });
    expect([first, second].map((page) => [page.runs[0]?.id, page.total])).toEqual([
      ['a', 2],
      ['b', 2],
    ]);
  });

  test('runs are found by what was logged a moment ago, and by nothing that was rewritten, renamed or deleted', async () => {
    const { meta, metrics } = await openWithRuns(adapter, 'a');
    const isFound = async (where: string) => (await meta.listRuns({ ...list, where })).total === 1;
    const isLost = async (where: string) => !(await isFound(where));
    await append(metrics, 'a', batch(1, { series: { loss: columns([[1, 5]]) } }));
    await until(() => isFound('summary.loss = 5'), 'the run is found by its loss');
    await append(metrics, 'a', batch(2, { series: { loss: columns([[2, 6]]) } }));
    await until(() => isFound('summary.loss = 6'), 'the run is found by its next loss');
    expect(await isLost('summary.loss = 5')).toBe(true);
    await metrics.renameSeries('a', 'loss', 'train/loss');
    await until(() => isFound('summary.train/loss = 6'), 'the run is found by the new name');
    await until(() => isLost('summary.loss = 6'), 'the run is not found by the former name');
    await metrics.deleteSeries('a', 'train/loss');
    await until(() => isLost('summary.train/loss = 6'), 'the run is not found by what was deleted');
  });

  test.each<[RunFilter['sort'], RunFilter['order'], string]>([
    ['summary.val/loss.min', 'asc', 'abc'],
    ['summary.val/loss.min', 'desc', 'bac'],
    ['summary.val/loss.max', 'desc', 'bac'],
    ['config.lr', 'asc', 'abc'],
    ['config.lr', 'desc', 'bac'],
    ['config.optimizer.beta', 'desc', 'acb'],
    ['summary.none', 'asc', 'abc'],
  ])('sorted by %s %s, runs without it come last; pages go on', async (sort, order, expected) => {
    const meta = await filled(adapter);
    const seen: string[] = [];
    let cursor: string | undefined;
    for (let page = 0; page < 4; page++) {
      const { runs: shown, nextCursor } = await meta.listRuns({ sort, order, limit: 1, ...(cursor && { cursor }) });
      seen.push(...shown.map(({ id }) => id));
      if (nextCursor === null) break;
      cursor = nextCursor;
    }
    expect(seen.join('')).toBe(expected);
  });

  test.each(['tag', 'config', 'summary.', 'rowid', 'config.a = 1', 'created_at; DROP TABLE runs'])(
    'sorting by %j is refused',
    async (sort) => {
      const meta = await filled(adapter);
      await expect(meta.listRuns({ ...list, sort: sort as never })).rejects.toMatchObject({ code: 'invalid' });
    },
  );

  test('a regular expression that makes others take forever is answered like any', async () => {
    const meta = await filled(adapter);
    await meta.insertRun(newRun('long', { notes: `${'a'.repeat(50_000)}!` }));
    const { total } = await meta.listRuns({ ...list, where: 'notes =~ "^(a+)+$" or notes =~ "(a|aa)*b"' });
    expect(total).toBe(0);
  });

  test.each(['name =~ "["', 'name =~ "a{5000}"', 'name =~ "(?=a)"'])('%s is refused', async (where) => {
    const { meta } = await adapter.open();
    await expect(meta.listRuns({ ...list, where })).rejects.toMatchObject({ code: 'invalid' });
  });
});
