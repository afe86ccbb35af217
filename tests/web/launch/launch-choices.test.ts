import { expect, test } from 'vitest';
import type { DatasetInfo } from '../../../shared/training/dataset.ts';
import { LaunchRequest } from '../../../shared/training/launch.ts';
import { Optimizer } from '../../../shared/training/optimizer.ts';
import { withDefaults } from '../../../shared/validate.ts';
import { applies } from '../../../web/launch/applies.ts';
import { type OptimizerOption, optimizerFamilies } from '../../../web/launch/optimizer-families.ts';
import { type SchemaNode, variantsOf } from '../../../web/launch/schema-node.ts';

const OPTIONS = variantsOf(Optimizer as unknown as SchemaNode) as OptimizerOption[];
const IMAGES = { kind: 'bundled', task: 'classification', image: [28, 28, 1] } as unknown as DatasetInfo;
const TABLE = { kind: 'file', task: 'regression', image: null } as unknown as DatasetInfo;

test('every optimizer is in one family, and one that no family knows is among the others', () => {
  const novel = { value: 'novel', label: 'Novel' } as unknown as OptimizerOption;
  const families = optimizerFamilies([...OPTIONS, novel], '');

  const names = families.flatMap(({ options }) => options.map(({ value }) => value));
  expect([...names].sort()).toEqual([...OPTIONS, novel].map(({ value }) => value).sort());
  expect(families.find(({ options }) => options.includes(novel))?.title).toBe('Others');
});

test.each([
  ['LION', ['lion']],
  ['momentum look-ahead', ['nesterov']],
  ['no such thing', []],
])('the search for %j finds %j', (text, names) => {
  expect(optimizerFamilies(OPTIONS, text).flatMap(({ options }) => options.map(({ value }) => value))).toEqual(names);
});

test.each<[string, object, DatasetInfo, boolean]>([
  ['/network/convolutions', {}, IMAGES, true],
  ['/network/convolutions', {}, TABLE, false],
  ['/network/convolutions', { network: { convolutions: [8] } }, TABLE, true],
  ['/network/kernel', {}, IMAGES, false],
  ['/network/kernel', { network: { convolutions: [8] } }, IMAGES, true],
  ['/network/stride', { network: { convolutions: [8] } }, IMAGES, true],
  ['/network/pooling', { network: { convolutions: [8] } }, IMAGES, true],
  ['/labelSmoothing', {}, IMAGES, true],
  ['/labelSmoothing', {}, TABLE, false],
  ['/labelSmoothing', { loss: 'mse' }, IMAGES, false],
  ['/network/dropout', { network: { hidden: [] } }, IMAGES, false],
  ['/batchSize', { optimizer: { name: 'lbfgs' } }, IMAGES, false],
  ['/batchSize', { optimizer: { name: 'sgd' } }, IMAGES, true],
  ['/optimizer/dampening', { optimizer: { name: 'momentum', form: 'lecture' } }, IMAGES, false],
  ['/optimizer/decays', { optimizer: { name: 'adamw' } }, IMAGES, true],
  ['/optimizer/decays', { optimizer: { name: 'adam' } }, IMAGES, false],
  ['/optimizer/decoupled', { optimizer: { name: 'nadam' } }, IMAGES, false],
  ['/optimizer/decoupled', { optimizer: { name: 'nadam', weightDecay: 0.1 } }, IMAGES, true],
  ['/network/runningStatistics', {}, IMAGES, false],
  ['/network/runningStatistics', { network: { normalization: 'batch' } }, IMAGES, true],
  ['/huberDelta', {}, TABLE, false],
  ['/huberDelta', { loss: 'huber' }, TABLE, true],
  ['/clipNorm', {}, IMAGES, true],
  ['/clipNorm', { optimizer: { name: 'lbfgs' } }, IMAGES, false],
  ['/clipNorm', { optimizer: { name: 'lbfgs' }, clipNorm: 1 }, IMAGES, true],
  ['/clipValue', { optimizer: { name: 'gd', lineSearch: 'backtracking' } }, IMAGES, false],
  ['/clipValue', { optimizer: { name: 'gd' } }, IMAGES, true],
  ['/schedule/unit', {}, IMAGES, false],
  ['/schedule/unit', { schedule: { name: 'cosine' } }, IMAGES, true],
  ['/seed', {}, IMAGES, true],
])('%s with %j', (path, given, dataset, expected) => {
  const draft = withDefaults<LaunchRequest>(LaunchRequest, given);

  expect(applies(path, { draft, chosen: [draft.optimizer.name], dataset })).toBe(expected);
});
