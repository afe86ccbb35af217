import type { TSchema } from 'typebox';
import { SurfaceLaunch } from '../../shared/training/job.ts';
import { LaunchRequest } from '../../shared/training/launch.ts';
import type { SchemaNode } from './schema-node.ts';

type Sections = readonly [title: string, keys: readonly string[]][];

/** How a launch form is laid out. */
export interface FormLayout {
  schema: TSchema;
  /** What is shown at once, by pointers: what every launch is about. */
  basic: readonly string[];
  /** What is under "Advanced", with a last section for settings that no other names. */
  advanced: Sections;
}

const BASIC: readonly string[] = [
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

const SECTIONS: Sections = [
  ['Data', ['dataset']],
  ['Network and loss', ['network', 'loss', 'huberDelta', 'labelSmoothing']],
  ['Optimizer', ['optimizer']],
  ['Schedule and clipping', ['schedule', 'clipNorm', 'clipValue']],
  ['Training', ['order', 'lastBatch', 'seed', 'onNonFinite', 'threads']],
  ['What is kept', ['histogramEvery', 'layersEvery', 'trainEvaluationEvery', 'checkpointEvery', 'inspect']],
  ['About', ['group', 'tags', 'notes', 'priority']],
];

const SURFACE_BASIC: readonly string[] = [
  '/surface',
  '/start',
  '/bounds',
  '/noise',
  '/optimizer/learningRate',
  '/length',
  '/length/count',
  '/name',
  '/project',
];

const SURFACE_SECTIONS: Sections = [
  ['Optimizer', ['optimizer']],
  ['Schedule and clipping', ['schedule', 'clipNorm', 'clipValue']],
  ['Descent', ['seed', 'onNonFinite', 'checkpointEvery']],
  ['About', ['group', 'tags', 'notes']],
];

export const NETWORK_LAYOUT: FormLayout = layoutOf(LaunchRequest, BASIC, SECTIONS);
export const SURFACE_LAYOUT: FormLayout = layoutOf(SurfaceLaunch, SURFACE_BASIC, SURFACE_SECTIONS);

function layoutOf(schema: TSchema, basic: readonly string[], sections: Sections): FormLayout {
  const shown = [...sections.flatMap(([, keys]) => keys), ...basic.map((path) => path.split('/')[1])];
  const placed = new Set([...shown, 'id', 'from']);
  const { properties = {} } = schema as SchemaNode;
  const others = Object.keys(properties).filter((key) => !placed.has(key));
  return { schema, basic, advanced: others.length > 0 ? [...sections, ['More', others]] : sections };
}
