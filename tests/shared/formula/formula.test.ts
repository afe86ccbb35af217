import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { evaluate, stepsWithout } from '../../../shared/formula/evaluate.ts';
import { type Expression, FormulaError, metricsOf } from '../../../shared/formula/expression.ts';
import { parseFormula } from '../../../shared/formula/parse.ts';

const X = [4, 1, 9, 2];
const Y = [1, 2, 3, 4];
const KNOWN: Record<string, number[]> = { x: X, y: Y, 'train/loss': X, 'val/loss': Y, 'odd name-1': Y };

function valuesOf(text: string): number[] {
  const read = (key: string) => Float64Array.from(KNOWN[key] ?? []);
  const baseline = (key: string) => read(key).map((value) => value * 10);
  return [...evaluate(parseFormula(text), { length: 4, own: read, baseline })];
}

function faultOf(text: string): string {
  try {
    parseFormula(text);
  } catch (error) {
    if (error instanceof FormulaError) return `${error.at}: ${error.message}`;
  }
  return 'none';
}

describe('a formula', () => {
  test.each<[string, number[]]>([
    ['x + y', [5, 3, 12, 6]],
    ['train/loss - val/loss', [3, -1, 6, -2]],
    ['x / y', [4, 0.5, 3, 0.5]],
    ['x/2', [2, 0.5, 4.5, 1]],
    ['`odd name-1` * 2', [2, 4, 6, 8]],
    ['"odd name-1" * 2', [2, 4, 6, 8]],
    ['-x^2', [-16, -1, -81, -4]],
    ['-x*y', [-4, -2, -27, -8]],
    ['2^3^2 + 0*x', [512, 512, 512, 512]],
    ['x - y - 1', [2, -2, 5, -3]],
    ['x / y / 2', [2, 0.25, 1.5, 0.25]],
    ['2 * (x + y)', [10, 6, 24, 12]],
    ['1.5e1 + 0 * x', [15, 15, 15, 15]],
    ['abs(y - x)', [3, 1, 6, 2]],
    ['sqrt(x)', [2, 1, 3, Math.SQRT2]],
    ['log10(x * 10) - log(exp(1)) + 0*x', [Math.log10(40) - 1, 0, Math.log10(90) - 1, Math.log10(20) - 1]],
    ['min(x, y, 2)', [1, 1, 2, 2]],
    ['max(x, y)', [4, 2, 9, 4]],
    ['diff(x)', [Number.NaN, -3, 8, -7]],
    ['cumsum(x)', [4, 5, 14, 16]],
    ['first(x) + 0 * x', [4, 4, 4, 4]],
    ['last(x)', [2, 2, 2, 2]],
    ['lowest(x)', [1, 1, 1, 1]],
    ['highest(x)', [9, 9, 9, 9]],
    ['best(train/loss)', [1, 1, 1, 1]],
    ['ema(x, 0.5)', [4, 2, 6, 3.8666666666666667]],
    ['x / baseline(x)', [0.1, 0.1, 0.1, 0.1]],
    ['x - baseline(x - y) / 10', [1, 2, 3, 4]],
  ])('%s', (text, expected) => {
    expect(valuesOf(text)).toEqual(expected.map((value) => (Number.isNaN(value) ? value : expect.closeTo(value, 9))));
  });

  test('that names a metric with a slash divides nothing', () => {
    expect(metricsOf(parseFormula('x/y + a.b/c - loss/2'))).toEqual({ own: ['x/y', 'a.b/c', 'loss'], baseline: [] });
    expect(metricsOf(parseFormula('x / baseline(y + z)'))).toEqual({ own: ['x'], baseline: ['y', 'z'] });
  });

  test('has no value at the first steps that lack one before', () => {
    expect(stepsWithout(parseFormula('diff(diff(x)) + diff(y)'))).toBe(2);
    expect(stepsWithout(parseFormula('ema(x, 0.9)'))).toBe(0);
  });

  test.each([
    ['', '0: Expected a number, a metric or "(", not the end (at character 1)'],
    ['x +', '3: Expected a number, a metric or "(", not the end (at character 4)'],
    ['x y', '2: Expected an operator, not "y" (at character 3)'],
    ['(x', '2: Expected ")", not the end (at character 3)'],
    ['x ? y', '2: "?" belongs to no formula (at character 3)'],
    ['`x', '0: The quote ` does not end (at character 1)'],
    ['1 + 2', '0: A formula names at least one metric of the run (at character 1)'],
    ['baseline(x)', '0: A formula names at least one metric of the run (at character 1)'],
    ['sqrt(x, y)', '0: sqrt takes 1 arguments, not 2 (at character 1)'],
    ['2 * min(x)', '4: min takes at least 2 arguments, not 1 (at character 5)'],
    ['ema(x, 1)', '7: The second argument of ema is a number from 0 to below 1 (at character 8)'],
    [
      'best(x)',
      '5: best takes a metric of which it is known which values are better; else lowest or highest (at character 6)',
    ],
  ])('%j is refused, with the place of the fault', (text, fault) => {
    expect(faultOf(text)).toBe(fault);
  });

  test('with a function that is not there names those that are', () => {
    expect(faultOf('constructor(x)')).toMatch(/^0: There is no function "constructor"; there are abs, log, /);
  });

  test('is refused when it is nested too deep, and not by an overflow', () => {
    expect(faultOf(`${'('.repeat(5000)}x`)).toMatch(/Nested more than 100 deep/);
    expect(faultOf(`${'-'.repeat(5000)}x`)).toMatch(/Nested more than 100 deep/);
    expect(faultOf(Array(500).fill('x').join('+'))).toBe('none');
  });
});

/** Writes an expression with every parenthesis. */
function written(expression: Expression): string {
  switch (expression.kind) {
    case 'number':
      return String(expression.value);
    case 'metric':
      return `\`${expression.key}\``;
    case 'negative':
      return `(-${written(expression.of)})`;
    case 'binary':
      return `(${written(expression.left)} ${expression.operator} ${written(expression.right)})`;
    case 'pointwise':
      return `${expression.name}(${expression.args.map(written).join(', ')})`;
    case 'series':
      return `${expression.name}(${written(expression.of)}${expression.name === 'ema' ? `, ${expression.weight}` : ''})`;
    case 'baseline':
      return `baseline(${written(expression.of)})`;
  }
}

const { expression } = fc.letrec<{ expression: Expression }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 5 },
    fc.nat(1000).map((value): Expression => ({ kind: 'number', value })),
    fc.constantFrom('x', 'y', 'odd name-1').map((key): Expression => ({ kind: 'metric', key })),
    tie('expression').map((of): Expression => ({ kind: 'negative', of })),
    fc
      .tuple(fc.constantFrom('+', '-', '*', '/', '^'), tie('expression'), tie('expression'))
      .map(([operator, left, right]): Expression => ({ kind: 'binary', operator, left, right })),
    tie('expression').map((of): Expression => ({ kind: 'series', name: 'diff', of, weight: 0, better: 'min' })),
    tie('expression').map((of): Expression => ({ kind: 'baseline', of })),
  ),
}));

test('what is written is read as it was meant', () => {
  fc.assert(
    fc.property(expression, (given) => {
      fc.pre(metricsOf(given).own.length > 0);
      expect(parseFormula(written(given))).toEqual(given);
    }),
  );
});

test('any text is a formula or a fault with a place in it, and nothing else', () => {
  const pieces = fc.constantFrom(
    'x',
    'loss',
    '1',
    '2.5',
    '+',
    '-',
    '*',
    '/',
    '^',
    '(',
    ')',
    ',',
    'ema(',
    '`',
    ' ',
    'é',
    '"',
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 40 }), (parts) => {
      const text = parts.join('');
      try {
        expect(valuesOf(text).length).toBeGreaterThanOrEqual(0);
      } catch (error) {
        if (!(error instanceof FormulaError)) throw error;
        expect(error.at).toBeGreaterThanOrEqual(0);
        expect(error.at).toBeLessThanOrEqual(text.length);
      }
    }),
  );
});
