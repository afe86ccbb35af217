import { describe, expect, test } from 'vitest';
import { TrainingConfig } from '../../../shared/training/launch.ts';
import { type TrainingData, trainingFaults } from '../../../shared/training/training-faults.ts';
import { withDefaults } from '../../../shared/validate.ts';

const DIGITS: TrainingData = { examples: 8000, shape: { features: 784, outputs: 10, image: [28, 28, 1] } };
const UNKNOWN: TrainingData = { examples: null, shape: null };

function pathsOf(given: Record<string, unknown>, data: TrainingData = DIGITS): string[] {
  return trainingFaults(withDefaults<TrainingConfig>(TrainingConfig, given), data).map(({ path }) => path);
}

test('the usual settings have no fault', () => {
  expect(pathsOf({})).toEqual([]);
  expect(pathsOf({}, UNKNOWN)).toEqual([]);
});

describe('a line search', () => {
  test.each([
    [{ name: 'lbfgs' }, ['/clipNorm', '/network/dropout']],
    [{ name: 'gd', lineSearch: 'strong-wolfe' }, ['/clipNorm', '/network/dropout']],
    [{ name: 'gd' }, []],
    [{ name: 'adam' }, []],
  ])('%j goes with neither clipping nor dropout', (optimizer, paths) => {
    expect(pathsOf({ optimizer, clipNorm: 1, network: { dropout: 0.1 } })).toEqual(paths);
  });
});

describe('a warm-up', () => {
  // 8,000 examples in batches of 64 are 125 steps an epoch
  test.each([
    [{ unit: 'epoch', warmup: 10 }, { unit: 'epochs', count: 10 }, {}, []],
    [{ unit: 'epoch', warmup: 11 }, { unit: 'epochs', count: 10 }, {}, ['/schedule/warmup']],
    [{ unit: 'step', warmup: 1250 }, { unit: 'epochs', count: 10 }, {}, []],
    [{ unit: 'step', warmup: 1251 }, { unit: 'epochs', count: 10 }, {}, ['/schedule/warmup']],
    [{ unit: 'step', warmup: 100 }, { unit: 'steps', count: 99 }, {}, ['/schedule/warmup']],
    [{ unit: 'epoch', warmup: 1 }, { unit: 'steps', count: 125 }, {}, []],
    [{ unit: 'epoch', warmup: 1 }, { unit: 'steps', count: 124 }, {}, ['/schedule/warmup']],
    [{ unit: 'step', warmup: 11 }, { unit: 'epochs', count: 10 }, { optimizer: { name: 'gd' } }, ['/schedule/warmup']],
    [{ unit: 'step', warmup: 10 }, { unit: 'epochs', count: 10 }, { batchSize: 9000 }, []],
    [{ unit: 'step', warmup: 3 }, { unit: 'epochs', count: 3 }, { batchSize: 5000, lastBatch: 'drop' }, []],
    [
      { unit: 'step', warmup: 4 },
      { unit: 'epochs', count: 3 },
      { batchSize: 5000, lastBatch: 'drop' },
      ['/schedule/warmup'],
    ],
  ])('of %j in a run of %j with %j is refused when it is longer', (warmup, length, rest, paths) => {
    expect(pathsOf({ schedule: { name: 'step', ...warmup }, length, ...rest })).toEqual(paths);
  });

  test('is not judged by a length that is not known before the data is read', () => {
    const schedule = { name: 'constant', unit: 'step', warmup: 1_000_000 };
    expect(pathsOf({ schedule }, UNKNOWN)).toEqual([]);
    expect(pathsOf({ schedule: { ...schedule, unit: 'epoch' }, length: { unit: 'steps', count: 5 } }, UNKNOWN)).toEqual(
      [],
    );
    expect(pathsOf({ schedule, length: { unit: 'steps', count: 5 } }, UNKNOWN)).toEqual(['/schedule/warmup']);
  });
});

describe('batch normalization', () => {
  const network = { normalization: 'batch' };
  const convolutions = { ...network, convolutions: [4], hidden: [] };
  test.each([
    [{ network, batchSize: 1 }, 8000, ['/batchSize']],
    [{ network: { normalization: 'layer' }, batchSize: 1 }, 8000, []],
    [{ network: convolutions, batchSize: 1 }, 8000, []],
    [{ network: { ...convolutions, hidden: [8] }, batchSize: 1 }, 8000, ['/batchSize']],
    [{ network, batchSize: 1, optimizer: { name: 'gd' } }, 8000, []],
    [{ network, batchSize: 64 }, 8001, ['/lastBatch']],
    [{ network, batchSize: 64, lastBatch: 'drop' }, 8001, []],
    [{ network, batchSize: 64, length: { unit: 'steps', count: 125 } }, 8001, []],
    [{ network, batchSize: 64, length: { unit: 'steps', count: 126 } }, 8001, ['/lastBatch']],
    [{ network, batchSize: 9000 }, 8001, []],
  ])('with %j and %i examples', (given, examples, paths) => {
    expect(pathsOf(given, { ...DIGITS, examples })).toEqual(paths);
  });
});

describe('memory', () => {
  test.each([
    [{ network: { hidden: [8192, 8192] } }, ['/network/hidden']],
    [{ network: { hidden: [8192, 8192] }, optimizer: { name: 'sgd' }, layersEvery: 0 }, []],
    [{ network: { convolutions: [1024, 1024], hidden: [4096] } }, ['/network/hidden']],
    [{ batchSize: 500_000, network: { hidden: [1024] } }, ['/batchSize'], 500_000],
    [{ optimizer: { name: 'gd' }, network: { hidden: [1024] } }, ['/optimizer/name'], 500_000],
    [{ batchSize: 500_000, network: { hidden: [1024] } }, []],
  ])('%j is refused where it cannot fit', (given, paths, examples = 8000) => {
    expect(pathsOf(given, { ...DIGITS, examples })).toEqual(paths);
  });
});
