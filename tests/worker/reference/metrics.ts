import { ClassificationScore, RegressionScore } from '../../../worker/engine/metrics.ts';
import type { Engine } from '../../../worker/engine/tensor.ts';
import type { Computed, ReferenceCase } from './case.ts';
import type { Options } from './options.ts';

/** The scores of outputs `a` [examples, outputs] against `targets`: of classes if there is one for each example, or of values. */
export function runMetrics(engine: Engine, { inputs }: ReferenceCase, options: Options): Computed {
  const { a } = inputs;
  if (!a) throw new Error('the input "a" is needed');
  const targets = inputs.targets?.data ?? options.numbers('targets');
  const k = options.number('k', 1);
  options.done();
  const outputs = a.shape[1] ?? 1;
  if (targets.length === a.data.length) {
    const score = new RegressionScore(outputs);
    score.add(a.data, targets);
    return { r2: [score.r2], rmse: [score.rmse] };
  }
  const score = new ClassificationScore(outputs, k);
  score.add(engine.tensor(a.data, a.shape), targets);
  return { accuracy: [score.accuracy], top_k: [score.topK], confusion: score.confusion };
}
