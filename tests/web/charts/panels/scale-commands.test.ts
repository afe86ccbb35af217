import { expect, test } from 'vitest';
import type { ChartSettings } from '../../../../shared/panel-spec.ts';
import { scaleCommands } from '../../../../web/charts/panels/scale-commands.ts';

function offered(settings: ChartSettings) {
  const changes: unknown[] = [];
  const commands = scaleCommands({ settings, update: (change) => void changes.push(change) });
  const run = (title: string) => {
    commands.find((each) => each.title === title)?.run?.();
    return changes;
  };
  return { titles: commands.map(({ title }) => title), run };
}

test('the palette offers the scales and smoothing that charts do not have yet', () => {
  expect(offered({}).titles).toEqual([
    'y axis: linear',
    'y axis: logarithmic',
    'x axis: logarithmic',
    'Ignore outliers',
    'No smoothing',
  ]);
  expect(offered({ y: 'log', logX: true, outliers: 'left-out', smoothing: 0 }).titles).toEqual([
    'y axis: as the values ask for',
    'y axis: linear',
    'x axis: linear',
    'Show outliers',
    'Smooth as usual',
  ]);
  expect(offered({}).run('y axis: logarithmic')).toEqual([{ y: 'log' }]);
  expect(offered({ smoother: { kind: 'average', points: 5 } }).run('No smoothing')).toEqual([
    { smoothing: 0, smoother: undefined },
  ]);
});
