import { describe, expect, test } from 'vitest';
import { MOST_RUNS_EDITED } from '../../../shared/run-edits.ts';
import { BEHAVIOUR } from '../../fixtures/threads/behaviours.ts';
import { type Ask, error, play, type Scenario, wrongField } from '../../support/scenarios.ts';
import { startServer } from '../../support/start-server.ts';

const create = (id: string, more = {}): Ask => ['POST', '/runs', { id, ...more }];
const edit = (ids: string[], change: object): Ask => ['PATCH', '/runs', { edits: [{ ids, change }] }];
const tags = (count: number, from = 0) => Array.from({ length: count }, (_, index) => `t${from + index}`);

const scenarios: Scenario[] = [
  {
    name: 'tags are added to many runs, and undo has each with the tags that it had',
    before: [create('a', { tags: ['x'] }), create('b'), create('c', { tags: ['x'] }), create('d', { tags: ['new'] })],
    ask: edit(['a', 'b', 'c', 'd'], { addTags: ['new'] }),
    status: 200,
    body: {
      changed: 3,
      undo: [
        { ids: ['a', 'c'], change: { tags: ['x'] } },
        { ids: ['b'], change: { tags: [] } },
      ],
      failed: [],
    },
  },
  {
    name: 'a run that is not there, in the trash, or would have too many tags leaves the others as they are',
    before: [create('a'), create('gone'), ['DELETE', '/runs/gone'], create('full', { tags: tags(64) })],
    ask: edit(['missing', 'gone', 'full', 'a'], { addTags: ['new'] }),
    status: 200,
    body: {
      changed: 1,
      failed: [
        { id: 'missing', code: 'not_found', message: 'There is no run "missing".' },
        { id: 'gone', code: 'in_trash' },
        { id: 'full', code: 'invalid', message: 'Run "full" would have 65 tags: 64 at most were expected.' },
      ],
    },
  },
  {
    name: 'what a run is already is no change',
    before: [create('a', { group: 'g' })],
    ask: edit(['a'], { group: 'g', archived: false, deleted: false, removeTags: ['none'] }),
    status: 200,
    body: { changed: 0, undo: [], failed: [] },
  },
  {
    name: 'more runs than are changed at once',
    ask: edit(tags(MOST_RUNS_EDITED + 1), { group: 'g' }),
    status: 400,
    body: wrongField('/edits/0/ids'),
  },
  {
    name: 'more of them in several edits',
    ask: [
      'PATCH',
      '/runs',
      {
        edits: [
          { ids: tags(MOST_RUNS_EDITED), change: { group: 'g' } },
          { ids: ['one-more'], change: { group: 'g' } },
        ],
      },
    ],
    status: 400,
    body: wrongField('/edits'),
  },
  {
    name: 'a run that is named twice',
    before: [create('a')],
    ask: edit(['a', 'a'], { group: 'g' }),
    status: 400,
    body: error('invalid', { message: 'The request names run "a" twice.' }),
  },
  { name: 'no change', ask: edit(['a'], {}), status: 400, body: wrongField('/edits/0/change') },
  {
    name: 'ids of all runs that match, in the order of the list',
    before: [
      create('b', { seed: 2 }),
      create('a', { seed: 3 }),
      create('c', { seed: 1 }),
      create('other', { project: 'x' }),
    ],
    ask: ['GET', '/run-ids?project=default&where=seed%20%3E%201&sort=seed&order=asc'],
    status: 200,
    body: { ids: ['b', 'a'] },
  },
  {
    name: 'ids by a filter that cannot be read',
    ask: ['GET', '/run-ids?where=seed%20%3E'],
    status: 400,
    body: error('invalid'),
  },
  { name: 'ids have no pages', ask: ['GET', '/run-ids?limit=3'], status: 400, body: error('invalid') },
];

describe('many runs are changed over HTTP', () => {
  test.each(scenarios)('$name', play);

  test('what undo says takes everything back: group, project, tags, archive and trash', async () => {
    const { send, run } = await startServer();
    const ids = ['a', 'b', 'c'];
    for (const [index, id] of ids.entries())
      await send('POST', '/runs', { id, group: index > 0 ? 'old' : undefined, tags: [`t${index}`, 'shared'] });
    const before = await Promise.all(ids.map(run));
    const facts = ({ group, project, tags: own, archived, deletedAt }: (typeof before)[number]) => ({
      ...{ group, project, own, archived, deletedAt },
    });

    const changes = [
      { group: 'new', project: 'elsewhere', addTags: ['x'], removeTags: ['shared'], archived: true },
      { deleted: true },
    ];
    const undo: object[] = [];
    for (const change of changes) {
      const { body } = await send(...edit(ids, change));
      expect(body.changed).toBe(3);
      undo.unshift(...body.undo);
    }
    expect(facts(await run('b'))).toMatchObject({
      group: 'new',
      project: 'elsewhere',
      own: ['t1', 'x'],
      archived: true,
    });
    expect((await send('GET', '/runs')).body.total).toBe(0);

    for (const each of undo) expect((await send('PATCH', '/runs', { edits: [each] })).status).toBe(200);
    expect((await Promise.all(ids.map(run))).map(facts)).toEqual(before.map(facts));
  });

  test('a run that waits to be trained is stopped before it goes to the trash', async () => {
    const { send, run } = await startServer({ workers: 1 });
    for (const id of ['trains', 'waits']) await send('POST', '/launch', { id, seed: BEHAVIOUR.readsUntilItIsStopped });
    expect((await run('waits')).state).toBe('queued');
    expect((await send(...edit(['waits'], { deleted: true }))).body).toMatchObject({ changed: 1, failed: [] });
    expect(await run('waits')).toMatchObject({ state: 'stopped', deletedAt: expect.stringMatching(/Z$/) });
  });
});
