import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeColumn, encodeColumn } from '../../../../../server/store/metrics/codec/column-codec.ts';
import { LAYOUT } from '../../../../../server/store/metrics/codec/column-layout.ts';
import { WordReader, WordWriter, wordsOf } from '../../../../../server/store/metrics/codec/words.ts';
import { randomFrom } from '../../../../support/random.ts';

const { NaN: nan, POSITIVE_INFINITY: inf, NEGATIVE_INFINITY: negInf, MAX_SAFE_INTEGER: safe } = Number;
const random = randomFrom(1);
const many = (f: (i: number) => number, n = 256) => Array.from({ length: n }, (_, i) => f(i));

const columns: [string, number[], keyof typeof LAYOUT | undefined, number][] = [
  ['one value', [0.1], 'constant', 12],
  ['one value many times', many(() => 1e-3), 'constant', 12],
  ['NaN many times', many(() => nan), 'constant', 12],
  ['−0 many times', many(() => -0), 'constant', 12],
  ['steps one by one', many((i) => i + 1), 'linear', 20],
  ['steps backwards', many((i) => 5000 - 50 * i), 'linear', 20],
  ['times with a jitter of 16 ms', many((i) => 1.7e12 + i * 20 + Math.floor(random() * 16)), 'deltas', 200],
  ['whole numbers up and down', many(() => Math.floor(random() * 1000)), 'decimals', 340],
  ['four decimals', many(() => Math.round(random() * 1e4) / 1e4), 'decimals', 470],
  ['negative decimals', many(() => Math.round((random() - 0.5) * 100) / 100), 'decimals', 240],
  ['float32 losses', many((i) => Math.fround(2.3 * Math.exp(-i / 100) + 0.1 * random())), 'floatBits', 950],
  ['float64 losses', many((i) => 2.3 * Math.exp(-i / 100) + 0.1 * random()), 'floatBits', 1900],
  ['floats of both signs', many(() => random() - 0.5), undefined, 2052],
  ['float32 of both signs', many(() => Math.fround(random() - 0.5)), 'floatBits', 1200],
  ['all there is', [0, -0, 1, -1, nan, inf, negInf, safe, -safe, 5e-324, -5e-324, 1.7e308, -1.7e308], 'raw', 110],
  ['spread floats without −0', [0, 1, -1, nan, inf, negInf, 5e-324, -5e-324, 1.7e308, -1.7e308], undefined, 90],
  ['largest whole numbers', [safe, safe - 1, safe - 3], undefined, 30],
  ['far whole numbers', [0, safe, 1, safe - 1], undefined, 40],
  ['a difference above 32 bits', [0, 2 ** 40, 1, 2 ** 41 + 3], undefined, 40],
  ['nothing', [], undefined, 0],
];

test.each(columns)('%s come back bit for bit, in few bytes', (_, values, layout, maxBytes) => {
  const out = new WordWriter();
  encodeColumn(out, Float64Array.from(values));
  const words = wordsOf(Uint8Array.from(out.bytes()));

  expect([...decodeColumn(new WordReader(words), new Float64Array(values.length))]).toEqual(values);
  if (layout) expect((words[0] as number) & 0xff).toBe(LAYOUT[layout]);
  expect(words.byteLength).toBeLessThanOrEqual(maxBytes);
});

/** Columns of each kind that a layout is made for, and of any bits. */
const anyColumn = fc.oneof(
  ...[
    fc.maxSafeInteger(),
    fc.integer(),
    fc.double(),
    fc.float(),
    fc.tuple(fc.integer({ min: -5e5, max: 5e5 }), fc.nat({ max: 6 })).map(([digits, places]) => digits / 10 ** places),
    fc.uint8Array({ minLength: 8, maxLength: 8 }).map((bytes) => new Float64Array(bytes.buffer)[0] as number),
  ].map((value) => fc.array(value, { minLength: 1, maxLength: 40 })),
);

test('any bits come back, in any number and mix, one column after the other', () => {
  fc.assert(
    fc.property(anyColumn, anyColumn, (first, second) => {
      const out = new WordWriter();
      out.word(7);
      encodeColumn(out, Float64Array.from(first));
      encodeColumn(out, Float64Array.from(second));
      const from = new WordReader(wordsOf(out.bytes()), 1);
      expect([...decodeColumn(from, new Float64Array(first.length))]).toEqual(first);
      expect([...decodeColumn(from, new Float64Array(second.length))]).toEqual(second);
    }),
    { numRuns: 1000 },
  );
});

test('a column of an unknown layout or cut short is refused', () => {
  expect(() => decodeColumn(new WordReader(Uint32Array.of(99)), new Float64Array(3))).toThrow(
    /unknown column layout 99/,
  );
  const out = new WordWriter();
  encodeColumn(out, Float64Array.of(0.1, 0.7, 3.3e-9));
  const words = wordsOf(out.bytes());
  expect(() => decodeColumn(new WordReader(words.subarray(0, -1)), new Float64Array(3))).toThrow(RangeError);
});

test('words are read from a blob however it lies in memory; half a word is refused', () => {
  const blob = Buffer.concat([Buffer.alloc(1), Buffer.from(Uint32Array.of(7, 8).buffer)]).subarray(1);
  expect([...wordsOf(blob)]).toEqual([7, 8]);
  expect(() => wordsOf(blob.subarray(1))).toThrow(/7 bytes are not whole words/);
});
