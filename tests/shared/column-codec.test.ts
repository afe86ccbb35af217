import { describe, expect, test } from 'vitest';
import { Column, decodeColumn, encodeColumn, type Precision } from '../../shared/column-codec.ts';

const { NaN: nan, POSITIVE_INFINITY: inf, NEGATIVE_INFINITY: minusInf, MAX_VALUE, MIN_VALUE } = Number;

function roundTrip(values: number[], precision: Precision) {
  const { encoding, bytes } = encodeColumn(new Column(values, precision));
  return { encoding, bytes: bytes.length, values: [...decodeColumn(encoding, bytes, values.length)] };
}

describe('an exact column comes back bit by bit', () => {
  test.each<[string, string, number[]]>([
    ['steps', 'integers', [0, 7, 14, 22, 29]],
    ['steps in any order', 'integers', [2 ** 45, 0, -3, 5e9, 1]],
    ['times', 'integers', [1.7e12, 1.7e12 + 91, 1.7e12 + 90]],
    ['times in fractions of a millisecond', 'integers', [1.7e12 + 2 ** -12, 1.7e12 + 3 * 2 ** -12, 1.7e12 + 0.5]],
    ['what is the same everywhere', 'constant', [nan, nan, nan]],
    ['nothing', 'constant', []],
    ['fractions', 'float64', [0.1, 1 / 3, MAX_VALUE, MIN_VALUE]],
    ['what is not finite', 'float64', [1, nan, inf, minusInf]],
    ['integers too far apart', 'float64', [2 ** 53, 1, -(2 ** 53)]],
    ['negative zero', 'float64', [0, -0, 1]],
  ])('%s, as %s', (_, encoding, values) => {
    expect(roundTrip(values, 'exact')).toMatchObject({ encoding, values });
  });
});

describe('a drawn column', () => {
  const curve = Array.from({ length: 1000 }, (_, i) => 2 * Math.exp(-i / 300) * (1 + 0.1 * Math.sin(i * i)));

  test('takes less than three bytes a value, each within 2⁻¹⁷ of its size', () => {
    const { encoding, bytes, values } = roundTrip(curve, 'drawn');
    expect(encoding).toBe('rounded');
    expect(bytes).toBeLessThan(3 * curve.length);
    for (const [i, value] of values.entries()) {
      const exact = curve[i] as number;
      expect(Math.abs(value - exact)).toBeLessThanOrEqual(Math.abs(exact) * 2 ** -17);
    }
  });

  test('far from zero is within 2⁻¹⁶ of the range that it covers', () => {
    const shifted = curve.map((value) => 1e9 + value);
    const { values } = roundTrip(shifted, 'drawn');
    const worst = Math.max(...values.map((value, i) => Math.abs(value - (shifted[i] as number))));
    expect(worst).toBeLessThanOrEqual(2 * 2 ** -16);
  });

  test('keeps NaN and the infinities apart, among values of either sign', () => {
    const { encoding, values } = roundTrip([-1.5, nan, inf, minusInf, 0.25, 0, -1e-30, 1e30], 'drawn');
    expect(encoding).toBe('rounded');
    expect(values.map((value) => Number(value.toPrecision(5)))).toEqual([
      -1.5,
      nan,
      inf,
      minusInf,
      0.25,
      0,
      -1e-30,
      1e30,
    ]);
  });

  test.each([
    ['large', [0.5, 1e300]],
    ['small', [0.5, 1e-300]],
    ['nearly as large', [0.5, 3.4e38]],
  ])('is exact where a value is too %s for float32', (_, given) => {
    expect(roundTrip(given, 'drawn')).toMatchObject({ encoding: 'float64', values: given });
  });
});

test('a column that was cut short is refused', () => {
  for (const [precision, values] of [
    ['exact', [1, 2, 300]],
    ['drawn', [0.1, 0.2, 0.7]],
    ['exact', [0.1, nan]],
  ] as const) {
    const { encoding, bytes } = encodeColumn(new Column(values, precision));
    expect(() => decodeColumn(encoding, bytes.subarray(0, -1), values.length)).toThrow(RangeError);
  }
  expect(() => decodeColumn('zip' as 'constant', new Uint8Array(8), 1)).toThrow('"zip"');
});
