import { expect, test } from 'vitest';
import { RunEvaluation } from '../../../shared/training/evaluation.ts';
import { fieldErrors } from '../../../shared/validate.ts';
import { train } from '../support.ts';

test('of many classes the five best count too, and who was taken for whom is kept as a matrix, not as text', () => {
  const kept: RunEvaluation[] = [];
  const { series, steps, batches } = train(
    { dataset: { name: 'mnist', limit: 400 }, network: { hidden: [16] }, length: { unit: 'epochs', count: 2 } },
    { saveEvaluation: (evaluation) => kept.push(evaluation) },
  );
  const [accuracy, top5] = [series['test/accuracy'][0], series['test/top5_accuracy'][0]];
  expect(top5).toBeGreaterThan(accuracy);
  expect(kept).toHaveLength(1);
  const [{ step, examples, scores, classNames, confusion }] = kept;
  expect(fieldErrors(RunEvaluation, kept[0])).toEqual([]);
  expect([step, scores]).toEqual([
    steps['test/loss'][0],
    { loss: series['test/loss'][0], accuracy, top5_accuracy: top5 },
  ]);
  expect(classNames).toEqual(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
  const hits = confusion?.reduce((sum, row, digit) => sum + row[digit], 0) ?? 0;
  expect(confusion?.flat().reduce((sum, count) => sum + count, 0)).toBe(examples);
  expect(hits / examples).toBeCloseTo(accuracy, 6);
  expect(JSON.stringify(batches)).not.toContain('confusion');
});

test('an evaluation of predicted values has no matrix, and a run without a test set has none at all', () => {
  const kept: RunEvaluation[] = [];
  const saveEvaluation = (evaluation: RunEvaluation) => kept.push(evaluation);
  const given = { length: { unit: 'steps', count: 3 } };
  train({ ...given, dataset: { name: 'line', test: 0 } }, { saveEvaluation });
  expect(kept).toEqual([]);
  train({ ...given, dataset: { name: 'line' } }, { saveEvaluation });
  expect(kept).toMatchObject([{ classNames: null, confusion: null }]);
  expect(Object.keys(kept[0].scores)).toEqual(['loss', 'rmse', 'r2']);
});

test('the whole training set is evaluated every so many epochs and at the end, where that is chosen', () => {
  const given = { batchSize: 100, length: { unit: 'epochs', count: 5 } };
  const { series, steps } = train({ ...given, trainEvaluationEvery: 2 });
  const perEpoch = series['train/loss'].length / 5;
  expect(steps['train/full_loss']).toEqual([2 * perEpoch, 4 * perEpoch, 5 * perEpoch]);
  expect(steps['train/accuracy']).toEqual(steps['train/full_loss']);
  expect(train(given).steps).not.toHaveProperty('train/full_loss');
  expect(train(given).series['train/loss']).toEqual(series['train/loss']); // and changes nothing
});

test('the loss of the whole training set is what batch gradient descent minimizes', () => {
  const { series } = train({
    optimizer: { name: 'gd', learningRate: 0.1 },
    length: { unit: 'epochs', count: 4 },
    trainEvaluationEvery: 1,
  });
  for (let epoch = 1; epoch < 4; epoch++) {
    expect(series['train/full_loss'][epoch - 1]).toBeCloseTo(series['train/loss'][epoch], 5);
  }
});
