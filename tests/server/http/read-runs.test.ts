import { describe, test } from 'vitest';
import { type Ask, play, type Scenario, wrongField } from '../../support/scenarios.ts';

const CREATE: Ask = ['POST', '/runs', { id: 'r1' }];
const LOG: Ask = ['POST', '/runs/r1/log', { step: 1, metrics: { 'train/loss': 0.5 } }];

const scenarios: Scenario[] = [
  {
    name: 'many runs by their ids, each once, and those that are gone by name',
    before: [CREATE, LOG, ['POST', '/runs', { id: 'r2' }], ['POST', '/runs', { id: 'r3' }], ['DELETE', '/runs/r3']],
    ask: ['POST', '/query/runs', { ids: ['r2', 'gone', 'r1', '50%', 'r3', 'r1', ''] }],
    status: 200,
    body: {
      runs: [
        { id: 'r2', rev: 0 },
        { id: 'r1', rev: 1, summary: { 'train/loss': { last: 0.5 } } },
      ],
      inTrash: ['r3'],
      missing: ['gone', '50%', ''],
    },
  },
  {
    name: 'an archived run is there when it is asked for by its id',
    before: [CREATE, ['PATCH', '/runs/r1', { archived: true }]],
    ask: ['POST', '/query/runs', { ids: ['r1'] }],
    status: 200,
    body: { runs: [{ id: 'r1', archived: true }], inTrash: [], missing: [] },
  },
  { name: 'no ids', ask: ['POST', '/query/runs', { ids: [] }], status: 400, body: wrongField('/ids') },
  {
    name: 'more ids than are read at once',
    ask: ['POST', '/query/runs', { ids: Array.from({ length: 501 }, (_, index) => `r${index}`) }],
    status: 400,
    body: wrongField('/ids'),
  },
  {
    name: 'ids that are no texts',
    ask: ['POST', '/query/runs', { ids: [1] }],
    status: 400,
    body: wrongField('/ids/0'),
  },
];

describe('many runs at once over HTTP', () => {
  test.each(scenarios)('$name', play);
});
