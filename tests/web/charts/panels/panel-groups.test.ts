import { describe, expect, test } from 'vitest';
import { panelGroups } from '../../../../web/charts/panels/panel-groups.ts';

describe('panel groups', () => {
  const keys = [
    'lr',
    'system/cpu',
    'train/epoch',
    'train/grad',
    'train/learning_rate',
    'train/hits',
    'train/loss',
    'val/loss',
  ];

  test('pair what is measured on training and validation data, and put the rest under its prefix', () => {
    const groups = panelGroups(keys, true).map(({ title, panels }) => [title, panels.map((panel) => panel.keys)]);
    expect(groups).toEqual([
      ['curves', [['train/loss', 'val/loss']]],
      ['train', [['train/grad'], ['train/hits'], ['train/learning_rate']]],
      ['other', [['lr']]],
      ['progress', [['train/epoch']]],
      ['system', [['system/cpu']]],
    ]);
  });

  test('leave what rarely answers a question closed, but open where it was chosen by hand', () => {
    const closed = (pair: boolean) => panelGroups(keys, pair).flatMap(({ title, isMinor }) => (isMinor ? [title] : []));
    expect(closed(true)).toEqual(['progress', 'system']);
    expect(closed(false)).toEqual([]);
    expect(panelGroups(['train/epoch'], false)[0]?.title).toBe('train');
  });

  test('pair splits by their common other names, training first', () => {
    const groups = panelGroups(['validation/f1', 'test/f1', 'train/f1', 'other/f1'], true);
    expect(groups[0]).toMatchObject({
      title: 'curves',
      panels: [{ title: 'f1', keys: ['train/f1', 'validation/f1', 'test/f1'] }],
    });
  });

  test('lose no series and double none', () => {
    for (const pair of [true, false]) {
      const shown = panelGroups(keys, pair).flatMap(({ panels }) => panels.flatMap((panel) => panel.keys));
      expect(shown.sort()).toEqual(keys.toSorted());
    }
  });
});
