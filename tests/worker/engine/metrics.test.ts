import { expect, test } from 'vitest';
import { ClassificationScore, RegressionScore } from '../../../worker/engine/metrics.ts';
import { transpose } from '../../../worker/engine/ops/views.ts';
import { float64Engine } from './support.ts';

const scored = (rows: number[][], targets: number[], k: number) => {
  const score = new ClassificationScore(rows[0].length, k);
  score.add(float64Engine().tensor(rows.flat(), [rows.length, rows[0].length]), targets);
  return score;
};

test('accuracy counts the highest score, top-k the k highest, the confusion matrix who was taken for whom', () => {
  const rows = [
    [3, 2, 1], // 0 as 0
    [3, 2, 1], // 1 as 0
    [3, 2, 1], // 2 as 0
    [0, 1, 5], // 2 as 2
  ];
  const score = scored(rows, [0, 1, 2, 2], 2);
  expect([score.accuracy, score.topK]).toEqual([0.5, 0.75]);
  expect([...score.confusion]).toEqual([1, 0, 0, 1, 0, 0, 1, 0, 1]);
});

test('batches add up, and the first of equal scores counts', () => {
  const engine = float64Engine();
  const score = new ClassificationScore(2);
  score.add(engine.tensor([1, 1, 1, 1], [2, 2]), [0, 1]);
  score.add(engine.tensor([0, 1], [1, 2]), [1]);
  expect(score.accuracy).toBeCloseTo(2 / 3, 12);
  expect(score.topK).toBe(score.accuracy);
  expect(scored([[1, 1, 1]], [0], 1).topK).toBe(1);
  expect(scored([[1, 1, 1]], [2], 2).topK).toBe(0);
});

test('a class whose score is NaN is never among the best', () => {
  const score = scored([[Number.NaN, Number.NaN, Number.NaN]], [1], 2);
  expect([score.accuracy, score.topK]).toEqual([0, 0]);
});

test('scores may be a view, and must fit the classes and the targets', () => {
  const engine = float64Engine();
  const score = new ClassificationScore(2);
  score.add(transpose(engine.tensor([0, 1, 1, 3, 0, 0], [2, 3])), [0, 1, 0]);
  expect([...score.confusion]).toEqual([1, 1, 1, 0]);
  expect(() => score.add(engine.full([2, 3], 0), [0, 1])).toThrow(/scores.*\[2, 3\] and \[2\]/);
  expect(() => score.add(engine.full([2, 2], 0), [0])).toThrow(/scores.*\[2, 2\] and \[1\]/);
  expect(() => score.add(engine.full([1, 2], 0), [2])).toThrow(/target 2 of example 0/);
});

test('R² is 1 for the targets themselves, 0 for their mean, and below for worse', () => {
  const of = (predicted: number[]) => {
    const score = new RegressionScore(1);
    score.add(predicted, [1, 2, 3]);
    return score.r2;
  };
  expect([of([1, 2, 3]), of([2, 2, 2]), of([3, 2, 1])]).toEqual([1, 0, -3]);
});

test('R² keeps its digits where the targets are far from zero, and is NaN where they are all the same', () => {
  const of = (targets: number[], errors: number[]) => {
    const score = new RegressionScore(1);
    score.add(
      targets.map((target, i) => target + errors[i]),
      targets,
    );
    return score.r2;
  };
  expect(of([1e9 + 1, 1e9 + 2, 1e9 + 3], [0, 1, 0])).toBeCloseTo(0.5, 12);
  expect(of([0.1, 0.1, 0.1], [1, 0, 0])).toBeNaN();
  expect(() => new RegressionScore(1).add([1, 2], [1, 2, 3])).toThrow(/\[2\] and \[3\]/);
});

test('with several outputs R² is the mean of theirs, and the error is over all numbers, batch after batch', () => {
  const score = new RegressionScore(2);
  score.add([1, 9], [1, 10]);
  score.add([2, 9, 3, 9], [2, 20, 3, 30]);
  expect(score.r2).toBeCloseTo((1 + 1 - (1 + 121 + 441) / 200) / 2, 12);
  expect(score.rmse).toBeCloseTo(Math.sqrt((1 + 121 + 441) / 6), 12);
});
