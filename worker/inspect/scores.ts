import type { ExampleSet } from '../../shared/inspect/predict.ts';
import type { RankingCurves, ScoresAnswer } from '../../shared/inspect/scores.ts';
import { toJsonNumber } from '../../shared/number.ts';
import { targetOf } from './answer-predictions.ts';
import type { Inspection } from './inspection.ts';
import { rankingCurves } from './ranking.ts';

const MOST_PAIRS = 1000;

/**
 * Confusion matrix and ranking curves of classes, each against all others; pairs of target and prediction of values.
 *
 * @throws {InspectError} `invalid` for a part of the data without examples
 */
export function answerScores(inspection: Inspection, { set }: { set: ExampleSet }): ScoresAnswer {
  const { subject, step } = inspection;
  const { splits } = subject;
  const examples = inspection.examplesOf(set, '/set');
  const { count, losses, scores, predicted } = inspection.scored(set, '/set');
  const common = { step, set, count, loss: toJsonNumber(meanOf(Array.from(losses))), classNames: splits.classNames };
  if (!scores) {
    const rows = Array.from({ length: Math.min(count, MOST_PAIRS) }, (_, row) => row);
    const pairs = {
      target: rows.map((row) => toJsonNumber(targetOf(examples, row, splits))),
      predicted: rows.map((row) => toJsonNumber(predicted[row])),
    };
    return { ...common, confusion: null, curves: [], macro: null, pairs };
  }
  const { targets } = examples;
  const classes = splits.outputs;
  const column = (index: number) => Float64Array.from({ length: count }, (_, row) => scores[row * classes + index]);
  const curves: RankingCurves[] = Array.from({ length: classes }, (_, index) => ({
    class: index,
    ...rankingCurves(
      column(index),
      Array.from(targets, (target) => target === index),
    ),
  }));
  const micro = rankingCurves(
    scores,
    Array.from(scores, (_, at) => targets[Math.floor(at / classes)] === at % classes),
  );
  return {
    ...common,
    confusion: confusionOf(targets, predicted, classes),
    curves: [...curves, { class: null, ...micro }],
    macro: {
      rocAuc: toJsonNumber(meanOf(curves.flatMap(({ rocAuc }) => rocAuc ?? []))),
      averagePrecision: toJsonNumber(meanOf(curves.flatMap(({ averagePrecision }) => averagePrecision ?? []))),
    },
    pairs: null,
  };
}

function confusionOf(targets: ArrayLike<number>, predicted: ArrayLike<number>, classes: number): number[][] {
  const counts = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  for (let row = 0; row < targets.length; row++) counts[targets[row]][predicted[row]] += 1;
  return counts;
}

function meanOf(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0) / numbers.length;
}
