import { expect, test } from 'vitest';
import { DataError } from '../../../worker/data/errors.ts';
import { KNOWN_TABLES } from '../../../worker/data/known-tables.ts';
import { tempFile } from './temp-files.ts';

const { digits, optdigits, diabetes, airfoil } = KNOWN_TABLES;
const breastCancer = KNOWN_TABLES['breast-cancer'];

/** A digit row: all pixels the same count, then the digit. */
const digitRow = (count: number, digit: number) => [...Array(64).fill(count), digit].join(',');
const cells = (start: number) => Array.from({ length: 30 }, (_, index) => start + index / 8);

test('digits are images of counts from 0 to 16, with or without a header', () => {
  const rows = [digitRow(0, 3), digitRow(16, 9)].join('\n');
  const header = Array.from({ length: 65 }, (_, index) => `Block ${index}`).join(',');
  const plain = digits({ table: tempFile('digits.csv', rows) });
  expect(plain).toMatchObject({ features: 64, image: [8, 8, 1], task: 'classification', test: null });
  expect(plain.rows).toMatchObject({ count: 2, unit: 16 });
  expect([...plain.rows.targets]).toEqual([3, 9]);
  expect(plain.rows.inputs[64]).toBe(16);
  expect(digits({ table: tempFile('digits.csv', `${header}\n${rows}`) })).toEqual(plain);
});

test('optdigits has its test set apart', () => {
  const { rows, test } = optdigits({
    train: tempFile('optdigits.tra', `${digitRow(1, 0)}\n${digitRow(2, 1)}\n`),
    test: tempFile('optdigits.tes', `${digitRow(5, 7)}\n`),
  });
  expect([rows.count, test?.count, test?.targets[0]]).toEqual([2, 1, 7]);
});

test('breast cancer reads alike from both forms: malignant is 0', () => {
  const values = [cells(1), cells(50), cells(7)];
  const sklearn = `3,30,malignant,benign\n${values.map((row, i) => [...row, i === 1 ? 1 : 0].join(',')).join('\n')}\n`;
  const uci = `${values.map((row, i) => [842302 + i, i === 1 ? 'B' : 'M', ...row].join(',')).join('\n')}\n`;
  const first = breastCancer({ table: tempFile('breast_cancer.csv', sklearn) });
  expect(first).toMatchObject({ features: 30, classNames: ['malignant', 'benign'] });
  expect([...first.rows.targets]).toEqual([0, 1, 0]);
  expect(first.rows.inputs[30]).toBe(50);
  expect(breastCancer({ table: tempFile('wdbc.data', uci) })).toEqual(first);
});

test('diabetes reads from one file or from two', () => {
  const inputs = [1, 2].map((row) => Array.from({ length: 10 }, (_, index) => row * 10 + index));
  const table = `AGE\tSEX\tBMI\tBP\tS1\tS2\tS3\tS4\tS5\tS6\tY\n${inputs.map((row, i) => [...row, 151 + i].join('\t')).join('\n')}\n`;
  const one = tempFile('diabetes.tab.txt', table);
  const whole = diabetes({ inputs: one, target: one });
  expect([...whole.rows.targets]).toEqual([151, 152]);
  expect([...whole.rows.inputs.subarray(10, 12)]).toEqual([20, 21]);
  const parts = diabetes({
    inputs: tempFile('data.csv', `${inputs.map((row) => row.join(' ')).join('\n')}\n`),
    target: tempFile('target.csv', '1.510e+02\n1.520e+02\n'),
  });
  expect(parts).toEqual(whole);
  const short = tempFile('target.csv', '151\n');
  expect(() => diabetes({ inputs: one, target: short })).toThrow(/expected 2 rows, as in .*, found 1/);
});

test('airfoil reads tabs with or without a header', () => {
  const rows = '800\t0\t0.3048\t71.3\t0.00266\t126.2\n1000\t0\t0.3048\t71.3\t0.00266\t125.2\n';
  const plain = airfoil({ table: tempFile('airfoil.dat', rows) });
  expect(plain).toMatchObject({ task: 'regression', features: 5, classNames: null });
  expect(plain.rows.targets[1]).toBeCloseTo(125.2, 4);
  expect(airfoil({ table: tempFile('airfoil.dat', `Frequency  Attack  Decibels\n${rows}`) })).toEqual(plain);
});

test.each([
  ['another width', digits, { table: tempFile('d.csv', '1,2,3\n4,5,6\n') }, /expected 65 columns, found 3/],
  [
    'a digit that is none',
    digits,
    { table: tempFile('d.csv', `${digitRow(1, 3)}\n${digitRow(1, 12)}\n`) },
    /expected classes 0 to 9, found 12 in row 2/,
  ],
  [
    'a word',
    airfoil,
    { table: tempFile('a.dat', '1\t2\t3\t4\t5\t6\n1\t2\t3\tfast\t5\t6\n') },
    /line 2, column 4: expected a number, found "fast"/,
  ],
  ['a hole', airfoil, { table: tempFile('a.dat', '1,2,3,4,5,6\n1,,3,4,5,6\n') }, /line 2, column 2/],
  [
    'a ragged row',
    airfoil,
    { table: tempFile('a.dat', `${'1,2,3,4,5,6\n'.repeat(9)}1,2\n`) },
    /line 10: expected 6 columns, found 2/,
  ],
])('%s is refused with file and line', (_, read, files, message) => {
  expect(() => read(files)).toThrow(DataError);
  expect(() => read(files)).toThrow(message);
});
