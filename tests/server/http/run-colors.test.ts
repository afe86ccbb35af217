import { test } from 'vitest';
import { type Ask, play, type Scenario, wrongField } from '../../support/scenarios.ts';

const CREATE: Ask = ['POST', '/runs', { id: 'r1' }];

const SCENARIOS: Scenario[] = [
  {
    name: 'a colour by hand',
    before: [CREATE],
    ask: ['PATCH', '/runs/r1', { color: 7 }],
    status: 200,
    body: { color: 7, colorSetByHand: true },
  },
  {
    name: 'an automatic colour again',
    before: [CREATE, ['PATCH', '/runs/r1', { color: 7 }]],
    ask: ['PATCH', '/runs/r1', { color: null }],
    status: 200,
    body: { color: 0, colorSetByHand: false },
  },
  {
    name: 'a colour that stays when something else changes',
    before: [CREATE, ['PATCH', '/runs/r1', { color: 7 }], ['PATCH', '/runs/r1', { notes: 'n' }]],
    ask: ['GET', '/runs/r1'],
    status: 200,
    body: { color: 7, colorSetByHand: true },
  },
  {
    name: 'a colour beyond the palette',
    before: [CREATE],
    ask: ['PATCH', '/runs/r1', { color: 1024 }],
    status: 400,
    body: wrongField('/color'),
  },
];

test.each(SCENARIOS)('$name', play);
