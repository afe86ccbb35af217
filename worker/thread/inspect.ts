import { TENSOR_BUDGET_BYTES } from '../../shared/training/memory.ts';
import { BudgetError } from '../engine/errors.ts';
import { answerCurvature } from '../inspect/curvature.ts';
import { InspectError } from '../inspect/errors.ts';
import { answerFilters } from '../inspect/filters.ts';
import type { Inspection } from '../inspect/inspection.ts';
import { answerLine, answerPlane } from '../inspect/loss-line.ts';
import { createOpener } from '../inspect/opened.ts';
import { answerPredict } from '../inspect/predict.ts';
import { answerSafetensors } from '../inspect/safetensors.ts';
import { answerScores } from '../inspect/scores.ts';
import { hostKernels } from '../kernel-loading/load-kernels.ts';
import type { InspectKind, InspectOutcome, InspectTask, InspectWork } from './inspect-task.ts';

/** How each question is answered. */
const ANSWERS: {
  [Kind in InspectKind]: (inspection: Inspection, request: InspectWork[Kind]['request']) => InspectWork[Kind]['answer'];
} = {
  predict: answerPredict,
  scores: answerScores,
  filters: answerFilters,
  safetensors: answerSafetensors,
  curvature: answerCurvature,
  plane: answerPlane,
  line: answerLine,
};

/** Networks of the last questions; a thread lives as long as it is asked something now and then. */
let open: ReturnType<typeof createOpener> | undefined;

/** The thread's entry point: answers a question about a network at a checkpoint. */
export default async function inspect({ network, kind, request, kernels }: InspectTask): Promise<InspectOutcome> {
  open ??= createOpener(() => hostKernels(kernels, TENSOR_BUDGET_BYTES));
  try {
    const answer = ANSWERS[kind] as (inspection: Inspection, request: unknown) => InspectWork[typeof kind]['answer'];
    return { answer: answer(await open(network), request) };
  } catch (error) {
    if (error instanceof InspectError)
      return { problem: { code: error.code, message: error.message, path: error.path } };
    if (error instanceof BudgetError) return { problem: { code: 'too_large', message: error.message } };
    throw error;
  }
}
