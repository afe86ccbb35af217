import type { PredictAnswer, PredictRequest } from '../../shared/inspect/predict.ts';
import { answerRows, answerSet } from './answer-predictions.ts';
import { scaledRows } from './inputs.ts';
import type { Inspection } from './inspection.ts';
import { predict } from './predictions.ts';

/**
 * What the network makes of rows that come with the request, or of a part of the run's data.
 *
 * @throws {InspectError} `invalid` for rows of another length, a part without examples, a class that is not there
 */
export function answerPredict(inspection: Inspection, request: PredictRequest): PredictAnswer {
  const { subject, step } = inspection;
  const { inputs } = request;
  if (Array.isArray(inputs)) return answerRows(subject, step, predict(subject, scaledRows(inputs, subject.splits)));
  const examples = inspection.examplesOf(inputs, '/inputs');
  return answerSet(subject, step, examples, inspection.scored(inputs, '/inputs'), request);
}
