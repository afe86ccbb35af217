import { describe, expect, test } from 'vitest';
import { storageAdapters } from '../adapters.ts';
import { newRun } from '../records.ts';

const RUNS = [
  { config: { optimizer: { name: 'adam' }, lr: 0.1, on: true }, tags: ['fold=1'], group: 'x' },
  { config: { optimizer: { name: 'adam' }, lr: 0.3, on: false }, tags: ['fold=2'], group: 'x' },
  { config: { optimizer: 'sgd', lr: 0.2, on: true, layers: [64, 'a "b"'] }, tags: ['fold=1', 'fold=2'] },
  { config: { lr: 'none', 'a.b': 1, 'my key': 'and' }, tags: ['folder'] },
  { config: {}, tags: [], group: 'null' },
];
const KEYS = [
  'optimizer',
  'group',
  'tag:fold',
  'config.lr',
  'config.on',
  'config.layers',
  'config.a.b',
  'config.my key',
  'state',
  'seed',
];

describe.each(storageAdapters)('MetaStore of $name: groups', (adapter) => {
  const filled = async () => {
    const { meta } = await adapter.open();
    for (const [index, fields] of RUNS.entries()) await meta.insertRun(newRun(`r${index}`, fields));
    return meta;
  };

  test('sums up the numbers of each group, and leaves out what is none', async () => {
    const { groups, total } = await (await filled()).groupRuns({ by: ['optimizer'], columns: ['config.lr'] });
    expect(total).toBe(3);
    const found = new Map(groups.map((group) => [group.values[0], group]));
    expect(found.get('adam')).toMatchObject({ runs: 2, columns: { 'config.lr': { count: 2, min: 0.1, max: 0.3 } } });
    expect(found.get('adam')?.columns['config.lr']?.mean).toBeCloseTo(0.2, 12);
    expect(found.get('adam')?.columns['config.lr']?.std).toBeCloseTo(Math.SQRT2 / 10, 12);
    expect(found.get('sgd')).toMatchObject({ runs: 1, columns: { 'config.lr': { count: 1, std: null } } });
    expect(found.get(null)).toMatchObject({ runs: 2, columns: {} });
  });

  test.each([...KEYS.map((key) => [key]), ['optimizer', 'tag:fold'], ['group', 'config.on']])(
    'the filter of each group by %s %s finds just its runs',
    async (...by) => {
      const meta = await filled();
      const keys = by.filter((each) => each !== undefined);
      const { groups } = await meta.groupRuns({ by: keys, columns: [] });
      const seen: string[] = [];
      for (const { where, runs } of groups) {
        const list = await meta.listRuns({ where, sort: 'id', order: 'asc', limit: 10 });
        expect([where, list.total]).toEqual([where, runs]);
        seen.push(...list.runs.map(({ id }) => id));
      }
      expect(seen.toSorted()).toEqual(['r0', 'r1', 'r2', 'r3', 'r4']);
    },
  );

  test('groups of the runs that a filter matches', async () => {
    const meta = await filled();
    const { groups } = await meta.groupRuns({ by: ['group'], columns: [], where: 'config.on = true' });
    expect(groups.map(({ values, runs }) => [...values, runs])).toEqual([
      ['x', 1],
      [null, 1],
    ]);
  });

  test.each(['tag', 'password', 'config..a', 'tag:'])('refuses to group by %j', async (key) => {
    const grouped = (await filled()).groupRuns({ by: [key], columns: [] });
    await expect(grouped).rejects.toMatchObject({ code: 'invalid' });
  });
});
