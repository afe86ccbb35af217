import type { DatasetInfo } from '../../shared/training/dataset.ts';
import type { LaunchRequest } from '../../shared/training/launch.ts';
import { searchesLine, WHOLE_SET } from '../../shared/training/optimizer.ts';

export interface Launch {
  draft: LaunchRequest;
  chosen: readonly LaunchRequest['optimizer']['name'][];
  dataset: DatasetInfo | undefined;
}

type Rule = (launch: Launch) => boolean;

const hasHidden: Rule = ({ draft }) => draft.network.hidden.length > 0;
const convolves: Rule = ({ draft }) => draft.network.convolutions.length > 0;
const usesBatches: Rule = ({ chosen }) => chosen.some((name) => !WHOLE_SET.includes(name));
const decays: Rule = ({ draft }) => draft.optimizer.weightDecay !== 0;

/** Fields that have an effect only with some choices; all others always have one. */
const RULES: Record<string, Rule> = {
  '/dataset/noise': ({ dataset }) => dataset?.options.noise !== null,
  '/dataset/target': ({ dataset }) => dataset?.kind === 'upload',
  '/dataset/task': ({ dataset }) => dataset?.kind === 'upload',
  '/dataset/test': ({ dataset }) => dataset?.options.testShare !== false,
  // a value that the server would refuse stays visible while it is set
  '/network/convolutions': (launch) => !!launch.dataset?.image || convolves(launch),
  '/network/kernel': convolves,
  '/network/stride': convolves,
  '/network/pooling': convolves,
  '/network/activation': (launch) => hasHidden(launch) || convolves(launch),
  '/network/normalization': (launch) => hasHidden(launch) || convolves(launch),
  '/network/runningStatistics': ({ draft }) => draft.network.normalization === 'batch',
  '/network/dropout': hasHidden,
  '/network/residual': ({ draft }) => draft.network.hidden.length > 0,
  '/huberDelta': ({ draft }) => draft.loss === 'huber',
  '/labelSmoothing': ({ draft, dataset }) =>
    draft.loss === 'cross-entropy' || (draft.loss === 'auto' && dataset?.task !== 'regression'),
  '/optimizer/dampening': ({ draft }) => !('form' in draft.optimizer) || draft.optimizer.form === 'pytorch',
  '/optimizer/decays': decays,
  '/optimizer/decoupled': decays,
  '/schedule/unit': ({ draft }) => draft.schedule.name !== 'constant' || draft.schedule.warmup !== 0,
  '/clipNorm': ({ draft }) => !searchesLine(draft.optimizer) || draft.clipNorm > 0,
  '/clipValue': ({ draft }) => !searchesLine(draft.optimizer) || draft.clipValue > 0,
  '/batchSize': usesBatches,
  '/order': usesBatches,
  '/lastBatch': usesBatches,
};

/** Whether a field of the launch form has an effect at present. */
export function applies(path: string, launch: Launch): boolean {
  return RULES[path]?.(launch) ?? true;
}
