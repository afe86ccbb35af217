import { expect, test } from 'vitest';
import { parseRunFilter } from '../../../shared/run-filter.ts';
import { axisTicks, numberAt, shareOn } from '../../../web/parameters/axis-scale.ts';
import { brushed, brushesAddress, filterOfBrushes, readBrushes } from '../../../web/parameters/brushes.ts';
import { forestData } from '../../../web/parameters/features.ts';
import { importanceInWords } from '../../../web/parameters/importance-words.ts';
import { parameterColumns } from '../../../web/parameters/parameter-axis.ts';
import { forestImportance } from '../../../web/parameters/random-forest.ts';
import { ranks, spearman } from '../../../web/parameters/spearman.ts';
import { usualAxes } from '../../../web/parameters/usual-axes.ts';
import { binsOf, meanCells } from '../../../web/params/bins.ts';
import { nearestDot } from '../../../web/params/scatter-points.ts';
import { aRun } from '../support/fakes.ts';

const runsOf = (configs: Record<string, unknown>[]) =>
  configs.map((config, index) => aRun({ id: `r${index}`, config, seed: null }));

test('the settings that differ become axes: numbers first, over decades in ratios, then texts and lists', () => {
  const columns = parameterColumns(
    runsOf([
      { optimizer: { name: 'adam', lr: 0.001 }, batch: 32, hidden: [64], same: 1 },
      { optimizer: { name: 'sgd', lr: 0.1 }, batch: 64, hidden: [64, 32], same: 1 },
      { optimizer: { name: 'sgd' }, batch: 64, hidden: [64], same: 1 },
    ]),
  );
  expect(columns.map(({ axis }) => [axis.label, axis.kind, axis.kind === 'number' && axis.isLog])).toEqual([
    ['batch', 'number', false],
    ['optimizer.lr', 'number', true],
    ['hidden', 'category', false],
    ['optimizer.name', 'category', false],
  ]);
  expect(columns[1]?.values).toEqual([0.001, 0.1, null]);
});

test('values that grow by one factor have a logarithmic axis, however few decades they span', () => {
  const isLog = (values: number[]) => {
    const [column] = parameterColumns(runsOf(values.map((size) => ({ size }))));
    return column?.axis.kind === 'number' && column.axis.isLog;
  };
  expect(isLog([16, 32, 64, 128, 256, 32])).toBe(true);
  expect([isLog([1, 2, 3, 4, 5]), isLog([16, 32, 64]), isLog([16, 32, 64, 100]), isLog([-1, 1, 2, 4, 8])]).toEqual([
    false,
    false,
    false,
    false,
  ]);
});

test('the axes at first are the settings that most experiments turn, then the others in their order', () => {
  const names = ['a', 'b', 'c', 'd', 'e', 'f', 'optimizer.learningRate', 'weight_decay'];
  const config = (value: number) => ({ ...Object.fromEntries(names.map((name) => [name, value])), model: `m${value}` });
  const shown = usualAxes(parameterColumns(runsOf([config(1), config(2)])));
  expect(shown.map(({ axis }) => axis.label)).toEqual([
    'optimizer.learningRate',
    'weight_decay',
    ...['model', 'a', 'b', 'c', 'd'],
  ]);
});

test('texts of which nearly every run has its own are no axis', () => {
  const configs = Array.from({ length: 60 }, (_, index) => ({ path: `/data/${index}`, lr: index }));
  expect(parameterColumns(runsOf(configs)).map(({ axis }) => axis.label)).toEqual(['lr']);
});

test('a value and its place on an axis lead to each other', () => {
  const [column] = parameterColumns(runsOf([{ lr: 0.001 }, { lr: 0.1 }]));
  if (column?.axis.kind !== 'number') throw new Error('expected numbers');
  expect(shareOn(column.axis, 0.01)).toBeCloseTo(0.5, 12);
  expect(shareOn(column.axis, null)).toBe(null);
  expect(numberAt(column.axis, 0.5)).toBe(0.01);
  expect([numberAt(column.axis, -1), numberAt(column.axis, 2)]).toEqual([0.001, 0.1]);
  expect(axisTicks(column.axis, 5).map(({ label }) => label)).toContain('0.01');
});

test('brushes let runs through together; a run without the setting is not let through', () => {
  const columns = parameterColumns(
    runsOf([{ lr: 0.001, opt: 'adam' }, { lr: 0.1, opt: 'adam' }, { opt: 'adam' }, { lr: 0.01, opt: 'sgd' }]),
  );
  const range = { key: 'config.lr', from: 0.001, to: 0.05 };
  expect(brushed(4, columns, [range])).toEqual([0, 3]);
  expect(brushed(4, columns, [range, { key: 'config.opt', categories: ['adam'] }])).toEqual([0]);
  expect(brushed(4, columns, [{ key: 'config.gone', from: 0, to: 0 }])).toEqual([0, 1, 2, 3]);
});

test('brushes come back from the address as they were', () => {
  const brushes = [
    { key: 'config."a,b%"', from: 1e-7, to: 3 },
    { key: 'config.opt', categories: ['a,b', '50%', '[64,32]'] },
  ];
  expect(readBrushes(brushesAddress(brushes))).toEqual(brushes);
  expect(readBrushes('r,x,one,2')).toEqual([]);
  expect(brushesAddress([])).toBe(null);
});

test('brushes become a filter that the language reads, whatever characters names have', () => {
  const columns = parameterColumns(
    runsOf([
      { 'learning rate': 1, hidden: [64], nesterov: true, opt: 'say "hi"' },
      { 'learning rate': 2, hidden: [8, 8], nesterov: false, opt: 'b' },
    ]),
  );
  const axes = columns.map(({ axis }) => axis);
  const brushes = [
    { key: 'config."learning rate"', from: 1, to: 1.5 },
    { key: 'config.hidden', categories: ['[64]', '[8,8]'] },
    { key: 'config.nesterov', categories: ['true'] },
    { key: 'config.opt', categories: ['say "hi"'] },
  ];
  const filter = filterOfBrushes(brushes, axes);
  expect(filter).toBe(
    'config."learning rate" >= 1 and config."learning rate" <= 1.5 and (config.hidden = "[8,8]" or config.hidden = "[64]")' +
      ' and config.nesterov = true and config.opt = "say \\"hi\\""',
  );
  expect(parseRunFilter(filter).type).toBe('and');
});

test('equal values share the mean of their ranks', () => {
  expect(ranks([10, 20, 20, 5, 20])).toEqual([2, 4, 4, 1, 4]);
});

test('Spearman by hand: without ties 1 − 6 Σd² / n(n² − 1), with ties as Pearson of the ranks', () => {
  // d = 1, 1, 1, 1, 0: 1 − 6 · 4 / 120.
  expect(spearman([1, 2, 3, 4, 5], [20, 10, 40, 30, 50])).toEqual({ rho: expect.closeTo(0.8, 12), n: 5 });
  // Ranks 1, 2.5, 2.5, 4 and 1, 2, 3, 4: 4.5 / √(4.5 · 5).
  expect(spearman([1, 2, 2, 9], [1, 2, 3, 4]).rho).toBeCloseTo(4.5 / Math.sqrt(22.5), 12);
  expect(spearman([1, 2, 3], [9, 4, 1]).rho).toBeCloseTo(-1, 12);
});

test('Spearman is of the pairs that are whole, and of nothing where a side does not vary', () => {
  expect(spearman([1, null, 3, 4, Number.NaN], [1, 2, 3, 4, 5])).toEqual({ rho: 1, n: 3 });
  expect(spearman([1, 1, 1], [1, 2, 3])).toEqual({ rho: null, n: 3 });
  expect(spearman([1, 2], [1, 2])).toEqual({ rho: null, n: 2 });
});

test('the parameter that decides the metric is the important one, the same each time', () => {
  const configs = Array.from({ length: 40 }, (_, index) => ({
    lr: 10 ** -(1 + (index % 8) / 2),
    batch: 16 * (1 + ((index * 7) % 5)),
    opt: index % 3 === 0 ? 'sgd' : 'adam',
  }));
  const target = configs.map(({ lr, opt }) => Math.log10(lr) ** 2 + (opt === 'sgd' ? 3 : 0));
  const { features, target: wanted } = forestData(parameterColumns(runsOf(configs)), target);
  const found = forestImportance(features, wanted);
  const { 'config.lr': lr = 0, 'config.batch': batch = 0, 'config.opt': opt = 0 } = found.byKey;
  expect(lr).toBeGreaterThan(5 * opt);
  expect(opt).toBeGreaterThan(2 * batch);
  expect(batch).toBeLessThan(0.05);
  expect(found.explained).toBeGreaterThan(0.8);
  expect(forestImportance(features, wanted)).toEqual(found);
});

test('a forest learns from runs that have the metric, of at most 300', () => {
  const columns = parameterColumns(runsOf(Array.from({ length: 700 }, (_, index) => ({ lr: index }))));
  const target = Array.from({ length: 700 }, (_, index) => (index === 3 ? null : index === 5 ? Number.NaN : index));
  expect(forestData(columns, target).target).toHaveLength(300);
  expect(forestData(columns, target.slice(0, 10)).target).toHaveLength(8);
});

test('few numbers have a bin each, many are cut into ranges that hold every one of them once', () => {
  const [few, many] = parameterColumns(
    runsOf(Array.from({ length: 40 }, (_, index) => ({ a: index % 3, b: 10 ** (-index / 10) }))),
  );
  if (!few || !many) throw new Error('expected two columns');
  expect(binsOf(few).map(({ label }) => label)).toEqual(['0', '1', '2']);
  const bins = binsOf(many);
  expect(bins).toHaveLength(6);
  expect(many.values.map((value) => bins.filter((bin) => bin.holds(value)).length)).toEqual(many.values.map(() => 1));
});

test('a cell is the mean of the runs of both bins that have the metric', () => {
  const [x, y] = parameterColumns(
    runsOf([
      { a: 1, b: 1 },
      { a: 1, b: 1 },
      { a: 2, b: 1 },
      { a: 2, b: 2 },
    ]),
  );
  if (!x || !y) throw new Error('expected two columns');
  const cells = meanCells({ column: x, bins: binsOf(x) }, { column: y, bins: binsOf(y) }, [1, 2, null, 5]);
  expect(cells).toEqual([
    [{ mean: 1.5, low: 1, high: 2, n: 2 }, null],
    [null, { mean: 5, low: 5, high: 5, n: 1 }],
  ]);
});

test('the brush of a bin lets through the runs of the bin, and no others', () => {
  const configs = Array.from({ length: 31 }, (_, index) => ({ lr: 10 ** (index / 10 - 4), name: `n${index % 3}` }));
  for (const column of parameterColumns(runsOf(configs)))
    for (const { brush, holds } of binsOf(column)) {
      const held = column.values.flatMap((value, index) => (holds(value) ? [index] : []));
      expect(held.length).toBeGreaterThan(0);
      expect(brushed(configs.length, [column], [brush])).toEqual(held);
    }
});

test('importance is said in sentences: what matters, which way it goes, and what does not matter', () => {
  const row = (label: string, importance: number | null, rho: number | null = null) => ({
    ...{ label, importance, correlation: rho === null ? null : { rho, n: 12 } },
  });
  expect(
    importanceInWords([row('lr', 0.8, -0.9), row('batch', 0.3, 0.4), row('name', 0.1), row('seed', 0.01, 0)], 'loss'),
  ).toEqual([
    'lr moves loss most: importance 0.8; higher values go with a lower loss.',
    'then batch: importance 0.3; higher values tend to go with a higher loss.',
    'then name: importance 0.1.',
    'One other hardly matters.',
  ]);
  expect(importanceInWords([row('lr', 0.8, 0.1)], 'loss')[0]).toContain(
    'loss neither rises nor falls with it throughout',
  );
  expect(importanceInWords([row('a', 0), row('b', 0.01)], 'loss')).toEqual([
    'None of 2 parameters matters by itself for loss.',
  ]);
  expect(importanceInWords([row('a', null)], 'loss')).toEqual([]);
});

test('a dot of the scatter matrix is pointed at within its plot, never on the diagonal', () => {
  const shares = [
    [0, 1],
    [0, 1],
  ];
  const place = { cell: 100, height: 100, gap: 8 };
  expect(nearestDot([108 + 12, 88], shares, place, [0, 1])).toBe(0);
  expect(nearestDot([108 + 88, 12], shares, place, [0, 1])).toBe(1);
  expect(nearestDot([108 + 88, 12], shares, place, [0])).toBe(null);
  expect(nearestDot([12, 88], shares, place, [0, 1])).toBe(null);
  expect(nearestDot([108 + 50, 50], shares, place, [0, 1])).toBe(null);
});
