import { toJsonNumber } from '../../shared/number.ts';
import type { RunEvaluation } from '../../shared/training/evaluation.ts';
import type { Splits } from '../data/examples.ts';
import type { Evaluation } from './objective.ts';

/** An evaluation on the test set as it is kept with the run. */
export function describeEvaluation(
  step: number,
  { scores, confusion }: Evaluation,
  { test, outputs, classNames }: Splits,
): RunEvaluation {
  return {
    step,
    examples: test.count,
    scores: Object.fromEntries(Object.entries(scores).map(([name, value]) => [name, toJsonNumber(value)])),
    classNames: confusion ? classNames : null,
    confusion: confusion && rowsOf(confusion, outputs),
  };
}

function rowsOf(matrix: Int32Array, width: number): number[][] {
  return Array.from({ length: width }, (_, row) => Array.from(matrix.subarray(row * width, (row + 1) * width)));
}
