import { describe, expect, test } from 'vitest';
import type { ChartLayout } from '../../../shared/view.ts';
import {
  sectionsOf,
  titleOf,
  withCollapsed,
  withHidden,
  withMoved,
  withoutPanel,
  withPanel,
  withPinned,
  withSize,
} from '../../../web/workspace/layout.ts';

const METRICS = [
  'train/loss',
  'val/loss',
  'system/cpu_percent',
  'train/learning_rate',
  'train/epoch',
  'reward',
  'train/grad_norm',
  'val/accuracy',
];
const PANEL = { id: 'p1', kind: 'curves', metrics: ['train/loss', 'val/loss'] } as const;

const shape = (layout: ChartLayout, metrics = METRICS) =>
  sectionsOf(metrics, layout).map(({ title, cards, isCollapsed }) => [
    title + (isCollapsed ? ' (closed)' : ''),
    cards.map(({ id }) => id),
  ]);

describe('charts in sections', () => {
  test('by what stands before the slash: validation first, what rarely matters last and closed', () => {
    expect(shape({})).toEqual([
      ['val', ['val/loss', 'val/accuracy']],
      ['train', ['train/loss', 'train/grad_norm', 'train/learning_rate']],
      ['other', ['reward']],
      ['progress (closed)', ['train/epoch']],
      ['system (closed)', ['system/cpu_percent']],
    ]);
  });

  test('what is pinned is on top, then what was put together by hand', () => {
    const layout = withPanel(withPinned({}, 'train/loss', true), { ...PANEL, metrics: [...PANEL.metrics] });
    expect(shape(layout).slice(0, 3)).toEqual([
      ['pinned', ['train/loss']],
      ['custom', ['p1']],
      ['val', ['val/loss', 'val/accuracy']],
    ]);
    expect(shape(withPinned(layout, 'train/loss', false))[0]).toEqual(['custom', ['p1']]);
  });

  test('a chart that was moved stays there, and a metric that appears later comes after it', () => {
    const train = ['train/loss', 'train/grad_norm', 'train/learning_rate'];
    const layout = withMoved({}, train, 'train/learning_rate', 0);
    expect(shape(layout)[1]).toEqual(['train', ['train/learning_rate', 'train/loss', 'train/grad_norm']]);
    expect(shape(layout, [...METRICS, 'train/accuracy'])[1]).toEqual([
      'train',
      ['train/learning_rate', 'train/loss', 'train/grad_norm', 'train/accuracy'],
    ]);
    expect(shape(withMoved(layout, ['val/loss', 'val/accuracy'], 'val/accuracy', 0)).slice(0, 2)).toEqual([
      ['val', ['val/accuracy', 'val/loss']],
      ['train', ['train/learning_rate', 'train/loss', 'train/grad_norm']],
    ]);
  });

  test('what is hidden is left out, and a section without charts with it', () => {
    const layout = withHidden(withHidden({}, 'val/loss', true), 'reward', true);
    expect(shape(layout).map(([title]) => title)).toEqual(['val', 'train', 'progress (closed)', 'system (closed)']);
    expect(shape(withHidden(layout, 'reward', false)).map(([title]) => title)).toContain('other');
  });

  test('closing one section leaves those that are closed as usual as they are', () => {
    const layout = withCollapsed({}, 'train', true);
    expect(
      sectionsOf(METRICS, layout)
        .filter(({ isCollapsed }) => isCollapsed)
        .map(({ title }) => title),
    ).toEqual(['train', 'progress', 'system']);
    expect(shape(withCollapsed(layout, 'system', false)).at(-1)).toEqual(['system', ['system/cpu_percent']]);
  });

  test('a chart has the size that it was given', () => {
    const layout = withSize({}, 'val/loss', { columns: 8, rows: 3 });
    expect(sectionsOf(METRICS, layout)[0]?.cards.map(({ size }) => size)).toEqual([{ columns: 8, rows: 3 }, null]);
  });

  test('a panel that is taken out leaves nothing behind', () => {
    const own = { ...PANEL, metrics: [...PANEL.metrics] };
    const placed = withSize(withPinned(withPanel({}, own), 'p1', true), 'p1', { columns: 6, rows: 2 });
    const moved = withMoved(placed, ['p1'], 'p1', 0);
    expect(withoutPanel(moved, 'p1')).toEqual({ panels: [], pinned: [], order: [], sizes: {} });
  });

  test('a panel is changed in its place', () => {
    const own = { ...PANEL, metrics: [...PANEL.metrics] };
    const layout = withPanel(withPanel({}, own), { ...own, id: 'p2' });
    expect(withPanel(layout, { ...own, title: 'Losses' }).panels?.map(({ id, title }) => [id, title])).toEqual([
      ['p2', undefined],
      ['p1', 'Losses'],
    ]);
  });

  test.each([
    [{ ...PANEL, metrics: ['a', 'b'], pattern: '^c' }, 'a, b, /^c/'],
    [{ ...PANEL, metrics: ['a'], title: 'Losses' }, 'Losses'],
    [{ ...PANEL, metrics: ['a'], right: ['r'], formulas: ['a / b'] }, 'a, r, a / b'],
    [{ ...PANEL, metrics: [] }, 'Empty panel'],
  ])('%j is called %s', (spec, title) => {
    expect(titleOf(spec)).toBe(title);
  });
});
