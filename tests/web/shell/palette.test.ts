import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Command, Commands } from '../../../web/core/commands.svelte.ts';
import { type Entry, matching } from '../../../web/shell/palette/entry.ts';
import { Palette } from '../../../web/shell/palette/palette.svelte.ts';
import { RecentPlaces } from '../../../web/shell/palette/recent-places.ts';
import { aRun } from '../support/fakes.ts';

const entry = (title: string, more: Partial<Entry> = {}): Entry => ({
  id: title,
  title,
  group: 'g',
  icon: 'right',
  ...more,
});
const storage = () => {
  const kept = new Map<string, string>();
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  };
};
const COMMANDS: Command[] = [
  { title: 'New run', group: 'e', keys: 'n', words: 'launch', run: () => {} },
  { title: 'All runs', group: 'e', keys: 'g', href: '/runs' },
  { title: 'Move', group: 'Table', keys: ['↑', '↓'] },
];

function palette(api: object = {}, recent = new RecentPlaces(storage()), project: string | null = null) {
  const runs = vi.fn(async () => ({ runs: [aRun({ name: 'new-net' })], nextCursor: null, total: 1 }));
  const answers = {
    projects: async () => ({ projects: [{ name: 'my project', runs: 2, lastCreatedAt: '' }] }),
    datasets: async () => ({ datasets: [{ name: 'moons', title: 'Two moons' }] }),
    runFields: async () => ({
      looked: 1,
      fields: [
        { name: 'config.optimizer.name', runs: 2, values: ['adam', 'new'] },
        { name: 'name', runs: 2, values: ['new-net'] },
      ],
      metrics: [],
    }),
    views: async () => ({ views: [{ id: 'v', name: 'seeds' }] }),
    reports: async () => ({ reports: [{ id: 'r', title: 'New results' }] }),
    runs,
    ...api,
  };
  const sources = { api: answers as never, commands: () => COMMANDS, recent, project };
  return { palette: new Palette(sources), runs };
}
const shown = ({ groups }: Palette) =>
  groups.map(({ label, entries }) => [label, ...entries.map(({ title }) => title)]);

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('all words must be found, in any order, and a title that begins with the first comes first', () => {
  const entries = [entry('stop the run'), entry('a run', { note: 'stopped' }), entry('unstop run'), entry('run')];
  expect(matching(entries, 'stop run').map(({ title }) => title)).toEqual(['stop the run', 'a run', 'unstop run']);
  expect(matching(entries, 'RUN').map(({ title }) => title)).toEqual(['run', 'stop the run', 'a run', 'unstop run']);
  expect(matching(entries, '')).toHaveLength(4);
});

test('at first it offers what can be done and where one can go; keys that are only listed are left out', async () => {
  const { palette: shownFirst } = palette();
  await vi.runAllTimersAsync();
  expect(shown(shownFirst)).toEqual([
    ['Do', 'New run'],
    ['Pages', 'All runs'],
    ['Projects', 'my project'],
    ['Datasets', 'Two moons'],
  ]);
  const href = shownFirst.groups.find(({ label }) => label === 'Projects')?.entries[0]?.href;
  expect(href).toBe('/projects/my%20project');
});

test('typing asks the server for runs once it pauses, and only for the last text', async () => {
  const { palette: asked, runs } = palette();
  asked.type('n');
  asked.type('ne');
  asked.type('new');
  expect(asked.isSearching).toBe(true);
  await vi.runAllTimersAsync();
  expect(runs.mock.calls).toEqual([[{ text: 'new', limit: '8' }]]);
  expect(shown(asked)).toEqual([
    ['Do', 'New run'],
    ['Runs', 'new-net'],
    ['Settings and tags', 'optimizer.name = new'],
  ]);
  expect(asked.isSearching).toBe(false);
  asked.type(' ');
  expect(shown(asked).map(([label]) => label)).not.toContain('Runs');
});

test('without the server it still offers what the page can do', async () => {
  const away = async () => Promise.reject(new Error('away'));
  const { palette: alone } = palette({ projects: away, datasets: away, runs: away, runFields: away });
  alone.type('run');
  await vi.runAllTimersAsync();
  expect(shown(alone)).toEqual([
    ['Do', 'New run'],
    ['Pages', 'All runs'],
  ]);
});

test('the places gone to last come first, each once, and what another version has kept is left aside', () => {
  const kept = storage();
  const recent = new RecentPlaces(kept);
  for (const name of ['a', 'b', 'a']) recent.add(entry(name, { href: `/${name}` }));
  recent.add(entry('done', { run: () => {} }));
  expect(recent.list().map(({ title }) => title)).toEqual(['a', 'b']);
  expect(shown(palette({}, recent).palette)[0]).toEqual(['Recent', 'a', 'b']);
  kept.setItem('lossboard.recent', '[{"title":1},{"title":"x","icon":"grid","href":"/x"}]');
  expect(recent.list().map(({ title }) => title)).toEqual(['x']);
  kept.setItem('lossboard.recent', '{');
  expect(recent.list()).toEqual([]);
});

test('a command of a page that loads while the palette is open is found too', () => {
  const commands = new Commands();
  const open = new Palette({
    api: { projects: async () => ({ projects: [] }), datasets: async () => ({ datasets: [] }) } as never,
    commands: () => commands.all,
    recent: new RecentPlaces(storage()),
  });
  expect(shown(open)).toEqual([]);
  commands.register(() => [{ title: 'Stop this run', group: 'Run', run: () => {} }]);
  expect(shown(open)).toEqual([['Do', 'Stop this run']]);
});

test('within a project it finds its views and reports, and runs by a setting or a filter', async () => {
  const { palette: inside, runs } = palette({}, new RecentPlaces(storage()), 'my project');
  await vi.runAllTimersAsync();
  const hrefOf = (title: string) =>
    inside.groups.flatMap(({ entries }) => entries).find((each) => each.title === title)?.href;
  expect(hrefOf('seeds')).toBe('/projects/my%20project?view=v');
  expect(hrefOf('New results')).toBe('/projects/my%20project/reports/r');
  inside.type('adam');
  await vi.runAllTimersAsync();
  expect(hrefOf('optimizer.name = adam')).toBe(
    '/projects/my%20project/table?q=config.optimizer.name%20%3D%20%22adam%22',
  );
  inside.type('config.lr < 0.1');
  await vi.runAllTimersAsync();
  expect(runs.mock.calls.at(-1)).toEqual([{ where: 'config.lr < 0.1', limit: '8' }]);
});
