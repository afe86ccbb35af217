import { describe, expect, test } from 'vitest';
import { bestSoFar, cutInWords, findCut } from '../../../shared/studies/pruning.ts';

const MEDIAN = { name: 'median', peers: 3, warmup: 1 } as const;
const ASHA = { name: 'asha', first: 1, factor: 3 } as const;

test('the best so far passes over values that are not finite', () => {
  expect(bestSoFar([NaN, 3, 4, 2, Infinity], 'min')).toEqual([Infinity, 3, 3, 2, 2]);
  expect(bestSoFar([1, 3, 2], 'max')).toEqual([1, 3, 3]);
});

describe('the median rule', () => {
  const peers = [
    [9, 0.3, 0.2],
    [9, 0.31, 0.25],
    [9, 0.5, 0.4],
  ];

  test('stops a trial at the first value that is worse than the median of as many of the others', () => {
    expect(findCut(MEDIAN, 'min', [9, 0.48, 0.1], peers)).toEqual({ report: 2, value: 0.48, limit: 0.31, peers: 3 });
    expect(findCut(MEDIAN, 'min', [9, 0.31, 0.25], peers)).toBe(null);
  });

  test('waits for the warm-up, and for enough others that came as far', () => {
    expect(findCut(MEDIAN, 'min', [99], peers)).toBe(null);
    expect(findCut({ ...MEDIAN, warmup: 2 }, 'min', [9, 99], peers)).toBe(null);
    expect(findCut(MEDIAN, 'min', [9, 99], peers.slice(1))).toBe(null);
    expect(findCut(MEDIAN, 'min', [9, 0.1, 0.1, 99], peers)).toBe(null);
  });

  test('turns round for a metric that is to rise', () => {
    expect(
      findCut(
        MEDIAN,
        'max',
        [0, 0.2],
        [
          [0, 0.3],
          [0, 0.3],
          [0, 0.3],
        ],
      ),
    ).toMatchObject({ report: 2 });
    expect(
      findCut(
        MEDIAN,
        'max',
        [0, 0.4],
        [
          [0, 0.3],
          [0, 0.3],
          [0, 0.3],
        ],
      ),
    ).toBe(null);
  });

  test('does not look again at values that it looked at', () => {
    expect(findCut(MEDIAN, 'min', [9, 0.48, 0.1], peers, 2)).toBe(null);
  });

  test('says why in words', () => {
    const cut = { report: 3, value: 0.4812, limit: 0.31, peers: 7 };
    expect(cutInWords(MEDIAN, cut, 'epoch')).toBe('0.481 after 3 epochs; the median of 7 trials was 0.31');
  });
});

describe('ASHA', () => {
  test('lets the best third go on at 1, 3, 9 … values, and looks at no other', () => {
    const peers = [[1], [2], [3], [4], [5]];
    expect(findCut(ASHA, 'min', [1.5], peers)).toBe(null); // second of six: two go on
    expect(findCut(ASHA, 'min', [2.5], peers)).toEqual({ report: 1, value: 2.5, limit: 2, peers: 5 });
    const long = (value: number, count: number) => new Array<number>(count).fill(value);
    const others = [long(1, 9), long(1, 9), long(1, 9)];
    expect(findCut(ASHA, 'min', [0, 5], others)).toBe(null);
    expect(findCut(ASHA, 'min', [0, 5, 5], others)).toMatchObject({ report: 3 });
    expect(findCut(ASHA, 'min', [0, 0, 0, 5, 5, 5, 5, 5], others)).toBe(null);
    expect(findCut(ASHA, 'min', [0, 0, 0, 5, 5, 5, 5, 5, 5], others)).toMatchObject({ report: 9 });
  });

  test('lets the first go on that comes to a look, and the better of two', () => {
    expect(findCut(ASHA, 'min', [7], [])).toBe(null);
    expect(findCut(ASHA, 'min', [6], [[7]])).toBe(null);
    expect(findCut(ASHA, 'min', [8], [[7]])).toMatchObject({ limit: 7, peers: 1 });
  });

  test('says why in words', () => {
    expect(cutInWords(ASHA, { report: 1, value: 8, limit: 7, peers: 8 }, 'step')).toBe(
      '8 after 1 step; of 9 trials the best 3 go on, the last of which was at 7',
    );
    expect(cutInWords(ASHA, { report: 3, value: 0.34149, limit: 0.34142, peers: 4 }, 'epoch')).toBe(
      '0.3415 after 3 epochs; of 5 trials the best one goes on, which was at 0.3414',
    );
  });
});

test('without a pruner nothing is stopped', () => {
  expect(findCut({ name: 'none' }, 'min', [99], [[1], [1], [1], [1], [1], [1]])).toBe(null);
});
