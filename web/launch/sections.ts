import { LaunchRequest } from '../../shared/training/launch.ts';
import type { SchemaNode } from './schema-node.ts';

/** What the form shows at once: what every training is about. All else is under "Advanced". */
export const BASIC: readonly string[] = [
  '/dataset/name',
  '/dataset/target',
  '/dataset/task',
  '/network/hidden',
  '/network/convolutions',
  '/network/activation',
  '/optimizer/learningRate',
  '/length',
  '/length/count',
  '/batchSize',
  '/name',
  '/project',
];

const SECTIONS: readonly [title: string, keys: readonly string[]][] = [
  ['Data', ['dataset']],
  ['Network and loss', ['network', 'loss', 'huberDelta', 'labelSmoothing']],
  ['Optimizer', ['optimizer']],
  ['Schedule and clipping', ['schedule', 'clipNorm', 'clipValue']],
  ['Training', ['order', 'lastBatch', 'seed', 'onNonFinite']],
  ['What is kept', ['histogramEvery', 'layersEvery', 'trainEvaluationEvery', 'checkpointEvery', 'inspect']],
  ['About', ['group', 'tags', 'notes', 'priority']],
];

/** The sections under "Advanced", with a last one for settings of the schema that none of them names. */
export const ADVANCED: readonly [title: string, keys: readonly string[]][] = withOthers();

function withOthers(): [string, readonly string[]][] {
  const placed = new Set([...SECTIONS.flatMap(([, keys]) => keys), ...BASIC.map((path) => path.split('/')[1]), 'id']);
  const { properties = {} } = LaunchRequest as unknown as SchemaNode;
  const others = Object.keys(properties).filter((key) => !placed.has(key));
  return [...SECTIONS, ...(others.length > 0 ? [['More', others] as [string, string[]]] : [])].map(([title, keys]) => [
    title,
    keys,
  ]);
}
