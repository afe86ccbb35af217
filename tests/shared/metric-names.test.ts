import { expect, test } from 'vitest';
import {
  betterDirection,
  byImportance,
  isMinor,
  isNeverSmoothed,
  lossKeyOf,
  type MetricKind,
  metricKind,
  parseSplit,
  unitOf,
} from '../../shared/metric-names.ts';

test.each([
  ...[
    'loss',
    'train/loss',
    'val_loss',
    'valLoss',
    'Loss',
    'LOSS',
    'loss/val',
    'trainloss',
    'mlm-loss',
    'losses',
    'logloss',
  ],
  ...[
    'val/rmse',
    'MSE',
    'mae',
    'mean_squared_error',
    'val/error_rate',
    'top1.err',
    'nll',
    'crossEntropy',
    'perplexity',
  ],
  ...['wer', 'eval/cross-entropy', 'accuracy_loss', 'brier_score', 'FID'],
])('lower values of %s are better', (key) => {
  expect(betterDirection(key)).toBe('min');
});

test.each([
  ...[
    'accuracy',
    'val/accuracy',
    'test_acc',
    'Acc',
    'acc@1',
    'acc5',
    'top5_accuracy',
    'valAccuracy',
    'balanced accuracy',
  ],
  ...[
    'f1',
    'F1Score',
    'macro-f1',
    'auc',
    'roc_auc',
    'AUROC',
    'precision',
    'recall@10',
    'r2',
    'R²',
    'r_squared',
    'mIoU',
  ],
  ...['episode_reward', 'dice', 'bleu', 'train/examples_per_second'],
])('higher values of %s are better', (key) => {
  expect(betterDirection(key)).toBe('max');
});

test.each([
  ...['Genauigkeit', 'точность', '精度', 'foo', '', '/', 'temperature', 'entropy', 'score', 'kl', 'system/cpu_percent'],
  ...[
    'train/learning_rate',
    'loss_scale',
    'kl_loss_weight',
    'accuracy_threshold',
    'lossless',
    'accelerate',
    'glossary',
  ],
  ...['train/epoch', 'train/grad_norm', 'weights', 'errand', 'f10'],
])('it is not guessed which values of %j are better', (key) => {
  expect(betterDirection(key)).toBe(undefined);
});

test.each<[string, MetricKind]>([
  ['val/loss', 'result'],
  ['mine', 'result'],
  ['layers', 'result'],
  ['activations/mean', 'result'],
  ['train/learning_rate', 'setting'],
  ['lr', 'setting'],
  ['optimizer/lr', 'setting'],
  ['train/momentum', 'setting'],
  ['color', 'result'],
  ['train/epoch', 'progress'],
  ['train/examples', 'progress'],
  ['tokens_seen', 'progress'],
  ['val/hard_examples', 'result'],
  ['epochs_to_goal', 'result'],
  ['train/examples_per_second', 'speed'],
  ['train/grad_norm', 'gradient'],
  ['gradient_norm', 'gradient'],
  ['layers/conv1/grad_norm', 'layer'],
  ['activations/a/b/mean', 'layer'],
  ['system/memory_mb', 'system'],
  ['system', 'result'],
])('%s is of the kind %s', (key, kind) => {
  expect(metricKind(key)).toBe(kind);
});

test('keys come as a reader wants them: losses and scores, what explains them, what was set, how far it is', () => {
  const keys = [
    'train/epoch',
    'lr',
    'own/score2',
    'own/score10',
    'grad_norm',
    'val/accuracy',
    'train/loss',
    'a/per_second',
  ];
  const expected = [
    'train/loss',
    'val/accuracy',
    'own/score2',
    'own/score10',
    'grad_norm',
    'lr',
    'a/per_second',
    'train/epoch',
  ];
  expect(keys.toSorted(byImportance)).toEqual(expected);
});

test('steps of a schedule and the count of epochs are not smoothed', () => {
  expect(['lr', 'train/momentum', 'epoch', 'val/loss', 'train/grad_norm'].map(isNeverSmoothed)).toEqual([
    true,
    true,
    true,
    false,
    false,
  ]);
});

test('epochs and speeds come last', () => {
  expect(['train/epoch', 'tokens_per_second', 'lr', 'val/loss'].map(isMinor)).toEqual([true, true, false, false]);
});

test.each([
  [['train/loss', 'val/loss'], 'val/loss'],
  [['test/loss', 'loss'], 'loss'],
  [['accuracy', 'my/Loss', 'other_loss'], 'my/Loss'],
  [['accuracy', 'layers/x/loss', 'loss_scale'], null],
  [[], null],
])('the loss among %j is %j', (keys, expected) => {
  expect(lossKeyOf(keys)).toBe(expected);
});

test.each([
  ['train/loss', 'train', 'loss'],
  ['val/a/b', 'val', 'a/b'],
  ['validation/loss', 'val', 'loss'],
  ['valid/loss', 'val', 'loss'],
  ['eval/loss', 'val', 'loss'],
  ['test/accuracy', 'test', 'accuracy'],
  ['training/loss', null, 'training/loss'],
  ['val', null, 'val'],
  ['/val', null, '/val'],
  ['toString/loss', null, 'toString/loss'],
])('%s is measured on %j and is %s', (key, split, name) => {
  expect(parseSplit(key)).toEqual({ split, name });
});

test.each([
  ['system/cpu_percent', '%'],
  ['system/memory_mb', 'MB'],
  ['stepTimeMs', 'ms'],
  ['train/examples_per_second', '/s'],
  ['duration_seconds', 's'],
  ['sent_bytes', 'B'],
  ['val/loss', ''],
  ['items', ''],
  ['forms', ''],
])('the unit of %s is %j', (key, unit) => {
  expect(unitOf(key)).toBe(unit);
});
