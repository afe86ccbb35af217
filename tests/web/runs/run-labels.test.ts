import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Run } from '../../../shared/run.ts';
import { isAutomaticName } from '../../../web/runs/automatic-name.ts';
import { runLabels } from '../../../web/runs/run-labels.ts';
import { aRun } from '../support/fakes.ts';

type Config = Record<string, unknown>;
/** Runs that nobody named. */
const runsOf = (...configs: (Config & { seed?: number })[]) =>
  configs.map((config, index) => aRun({ id: `r${index}`, name: `calm-owl-${100 + index}`, config }));
const labels = (...configs: Config[]) => [...runLabels(runsOf(...configs)).values()];
const optimizer = (name: string, more: Config = {}) => ({ optimizer: { name, ...more } });

describe('a run that nobody named', () => {
  test.each<[string, Config[], string[]]>([
    [
      'by what differs, the optimizer first and the seed last',
      [
        { seed: 1, ...optimizer('adam', { learningRate: 0.002 }), batchSize: 64 },
        { seed: 2, ...optimizer('sgd', { learningRate: 0.1 }), batchSize: 64 },
      ],
      ['adam · lr 0.002 · s1', 'sgd · lr 0.1 · s2'],
    ],
    [
      'with the seed of the split by its name',
      [
        { seed: 1, dataset: { name: 'moons', seed: 1 } },
        { seed: 2, dataset: { name: 'moons', seed: 7 } },
      ],
      ['s1 · split 1', 's2 · split 7'],
    ],
    [
      'by what a client recorded by itself only where no setting differs',
      [
        { width: 8, source: { command: 'train.py --width=8', commit: 'a' } },
        { width: 9, source: { command: 'train.py --width=9', commit: 'b' } },
        { width: 9, source: { command: 'train.py --width=9', commit: 'c' } },
      ],
      ['width 8 · commit a', 'width 9 · commit b', 'width 9 · commit c'],
    ],
    [
      'without what is equal',
      [
        { seed: 1, lr: 0.1, model: 'mlp' },
        { seed: 2, lr: 0.1, model: 'mlp' },
      ],
      ['s1', 's2'],
    ],
    [
      'without what follows from the optimizer',
      [optimizer('adam', { beta1: 0.9 }), optimizer('sgd', { momentum: 0.5 })],
      ['adam', 'sgd'],
    ],
    [
      'with any setting that is needed to tell two apart, before the seed',
      [
        { ...optimizer('adam'), dropout: 0.1, seed: 1 },
        { ...optimizer('adam'), dropout: 0.2, seed: 1 },
        { ...optimizer('sgd'), dropout: 0.1, seed: 2 },
      ],
      ['adam · dropout 0.1 · s1', 'adam · dropout 0.2 · s1', 'sgd · dropout 0.1 · s2'],
    ],
    [
      'with numbers in the fewest digits',
      [{ lr: 1e-5 }, { lr: 0.1 + 0.2 }, { lr: 3 }],
      ['lr 1e-5', 'lr 0.30000000000000004', 'lr 3'],
    ],
    [
      'with lists and switches in words',
      [
        { hidden: [64, 32], nesterov: true },
        { hidden: [64], nesterov: true },
        { hidden: [64], nesterov: false },
      ],
      ['hidden 64-32 · nesterov', 'hidden 64 · nesterov', 'hidden 64 · no nesterov'],
    ],
  ])('is called %s', (_, configs, expected) => {
    expect(labels(...configs)).toEqual(expected);
  });

  test('keeps its made-up name where nothing differs, alone or not', () => {
    expect(labels({ lr: 1 })).toEqual(['calm-owl-100']);
    expect(labels({ lr: 1 }, { lr: 1 })).toEqual(['calm-owl-100', 'calm-owl-101']);
  });

  test('is told apart by its made-up name where another has the same settings', () => {
    expect(labels({ lr: 1 }, { lr: 1 }, { lr: 2 })).toEqual(['lr 1 · calm-owl-100', 'lr 1 · calm-owl-101', 'lr 2']);
  });

  test('gains parts at most as runs are added', () => {
    const before = labels({ ...optimizer('adam'), seed: 1 }, { ...optimizer('sgd'), seed: 1 });
    const after = labels(
      { ...optimizer('adam'), seed: 1 },
      { ...optimizer('sgd'), seed: 1 },
      { ...optimizer('sgd'), seed: 2 },
    );
    expect(before).toEqual(['adam', 'sgd']);
    expect(after).toEqual(['adam · s1', 'sgd · s1', 'sgd · s2']);
  });
});

test('a name that somebody gave wins; where several share it, what differs among them follows', () => {
  const runs = [
    aRun({ id: 'a', name: 'baseline', config: { lr: 1 } }),
    aRun({ id: 'b', name: 'wide', config: { lr: 1, seed: 1 } }),
    aRun({ id: 'c', name: 'wide', config: { lr: 2, seed: 1 } }),
    aRun({ id: 'd', name: 'wide', config: { lr: 2, seed: 1 } }),
  ];
  expect([...runLabels(runs).values()]).toEqual(['baseline', 'wide · lr 1', 'wide · lr 2 · c', 'wide · lr 2 · d']);
});

test.each<[Partial<Run>, boolean]>([
  [{ id: '8f3a90cc12de', name: '8f3a90cc12de' }, true],
  [{ name: 'swift-heron-417' }, true],
  [{ name: 'mnist-adam-s3', seed: 3, config: { dataset: { name: 'mnist' }, ...optimizer('adam') } }, true],
  [{ name: 'mnist-adam', seed: 3, config: { dataset: { name: 'mnist' }, ...optimizer('adam') } }, true],
  [{ name: 'mnist-adam-s3', seed: 4, config: { dataset: { name: 'mnist' }, ...optimizer('adam') } }, false],
  [{ name: 'my best one' }, false],
])('whether nobody gave the name of %j: %s', (changes, automatic) => {
  expect(isAutomaticName(aRun(changes))).toBe(automatic);
});

test('no two labels are equal, and each run has one', () => {
  const value = fc.oneof(fc.integer({ min: 0, max: 3 }), fc.constantFrom('a', 'b', true, null, [1, 2]));
  const config = fc.dictionary(fc.constantFrom('lr', 'seed', 'optimizer', 'depth', 'wd', 'net.width'), value);
  const name = fc.constantFrom('calm-owl-100', 'given', 'lr 1', '');
  fc.assert(
    fc.property(fc.array(fc.record({ config, name }), { maxLength: 8 }), (given) => {
      const runs = given.map((each, index) => aRun({ ...each, id: `r${index}` }));
      const found = runLabels(runs);
      expect(found.size).toBe(runs.length);
      expect(new Set(found.values()).size).toBe(runs.length);
    }),
  );
});
