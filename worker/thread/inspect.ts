import { TENSOR_BUDGET_BYTES } from '../../shared/training/memory.ts';
import { BudgetError } from '../engine/errors.ts';
import { InspectError } from '../inspect/errors.ts';
import type { Inspection } from '../inspect/inspection.ts';
import { createOpener } from '../inspect/opened.ts';
import { answerPredict } from '../inspect/predict.ts';
import { hostKernels } from '../kernel-loading/load-kernels.ts';
import type { InspectKind, InspectOutcome, InspectTask, InspectWork } from './inspect-task.ts';

/** How each question is answered. */
const ANSWERS: {
  [Kind in InspectKind]: (inspection: Inspection, request: InspectWork[Kind]['request']) => InspectWork[Kind]['answer'];
} = {
  predict: answerPredict,
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
