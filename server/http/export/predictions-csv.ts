import type { PredictAnswer, Prediction } from '../../../shared/inspect/predict.ts';
import { csvCell } from './csv-cell.ts';

/** Predictions as CSV after RFC 4180, a row an example: classes by name with a score each, or values. */
export async function* predictionsCsv(pages: AsyncIterable<PredictAnswer>): AsyncGenerator<string> {
  let isFirst = true;
  for await (const page of pages) {
    if (isFirst) yield `${headOf(page).map(csvCell).join(',')}\r\n`;
    isFirst = false;
    yield page.predictions.map((each) => `${cellsOf(each, page).join(',')}\r\n`).join('');
  }
}

function headOf({ classNames, probabilities, predictions }: PredictAnswer): string[] {
  const head = ['row', 'target', 'predicted', 'loss'];
  const scores = predictions[0]?.scores;
  if (!scores) return head;
  return [...head, ...scores.map((_, index) => `${probabilities ? 'p' : 'score'} ${classNames?.[index] ?? index}`)];
}

function cellsOf({ row, target, predicted, loss, scores }: Prediction, { classNames }: PredictAnswer): string[] {
  const nameOf = (value: Prediction['target']) =>
    classNames && typeof value === 'number' ? csvCell(classNames[value] ?? String(value)) : String(value);
  return [String(row), nameOf(target), nameOf(predicted), String(loss), ...(scores ?? []).map(String)];
}
