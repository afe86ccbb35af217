import { expect, test } from 'vitest';
import { scanRows } from '../../../worker/data/csv.ts';
import { findDialect } from '../../../worker/data/csv-dialect.ts';
import { DataError } from '../../../worker/data/errors.ts';

function read(text: string | Buffer) {
  const bytes = Buffer.from(text);
  const dialect = findDialect(bytes);
  const rows: [number, string[]][] = [];
  const bad: [number, string][] = [];
  scanRows(bytes, dialect, {
    row: (cells, line) => rows.push([line, cells]) > 0,
    bad: ({ line, message }) => bad.push([line, message]),
  });
  return { dialect, rows, bad };
}

test.each([
  { written: 'commas', text: 'a,b\n1,2\n3,4\n', delimiter: ',' },
  { written: 'semicolons around decimal commas', text: 'a;b\n1,5;2,5\n3,5;4,5\n', delimiter: ';' },
  { written: 'tabs', text: 'a\tb\n1\t2, or so\n3\t4, maybe\n', delimiter: '\t' },
  { written: 'pipes', text: 'a|b\n1|2\n3|4\n', delimiter: '|' },
  { written: 'runs of blanks', text: 'a    b\n 1.5   2.5\n-3      4\n', delimiter: ' ' },
  { written: 'commas with a comma in quotes', text: 'a,b\n"x, y",2\n"z",4\n', delimiter: ',' },
  { written: 'a byte order mark', text: '\ufeffa,b\n1,2\n', delimiter: ',' },
  { written: 'Windows line ends', text: 'a,b\r\n1,2\r\n', delimiter: ',' },
  { written: 'old Macintosh line ends', text: 'a,b\r1,2\r', delimiter: ',' },
])('a file with $written is read', ({ text, delimiter }) => {
  const { dialect, rows, bad } = read(text);
  expect(dialect).toMatchObject({ delimiter, header: true, columns: ['a', 'b'] });
  expect(rows.map(([line]) => line)).toEqual(rows.map((_, index) => index + 2));
  for (const [, cells] of rows) expect(cells).toHaveLength(2);
  expect(bad).toEqual([]);
});

test.each([
  { written: 'Latin-1', bytes: Buffer.from('size,fur\n1,wei\xdf\n2,wei\xdf\n', 'latin1'), line: 2 },
  { written: 'Latin-1 in its header', bytes: Buffer.from('gr\xf6\xdfe,fur\r\n1,2\r\n', 'latin1'), line: 1 },
  { written: 'a character cut in two', bytes: Buffer.from('a,b\n1,2\n3,\u00e4\n').subarray(0, -2), line: 3 },
])('a file with $written is refused by line, since different words would become one', ({ bytes, line }) => {
  expect(() => findDialect(bytes)).toThrow(new DataError(`expected a CSV in UTF-8, found other bytes on line ${line}`));
});

test.each([
  { text: 'x,y\n1,2\n', header: true, columns: ['x', 'y'] },
  { text: '1,2\n3,4\n', header: false, columns: ['column1', 'column2'] },
  { text: '1,M\n2,B\n3,M\n', header: false, columns: ['column1', 'column2'] },
  { text: 'colour,shape\nred,round\nblue,flat\n', header: true, columns: ['colour', 'shape'] },
  { text: 'red,red\nblue,flat\n', header: false, columns: ['column1', 'column2'] },
  { text: 'a,a,,a\n1,2,3,4\n', header: true, columns: ['a', 'a_2', 'column3', 'a_3'] },
  { text: '3,2,yes\n1,2,3\n4,5,6\n', header: true, columns: ['3', '2', 'yes'] },
  { text: '2,3,one\n1,2,3,4\n5,6,7,8\n', header: true, columns: ['row_names', '2', '3', 'one'] },
])('the header of $text is found: $header', ({ text, header, columns }) => {
  expect(read(text).dialect).toMatchObject({ header, columns });
});

test('lines are counted through empty lines, quoted line breaks and Windows line ends', () => {
  const text = 'a,b\r\n1,2\r\n\r\n3,"x\r\ny"\r\n\r\n5,6\r\n';
  expect(read(text).rows).toEqual([
    [2, ['1', '2']],
    [4, ['3', 'x\r\ny']],
    [7, ['5', '6']],
  ]);
});

test('rows of another width are bad by line', () => {
  const { rows, bad } = read('a,b\n1,2\n3\n4,5\n6,7,8\n9,10\n1,2\n3,4\n5,6\n7,8\n9,0\n');
  expect(rows).toHaveLength(8);
  expect(bad).toEqual([
    [3, 'expected 2 columns, found 1'],
    [5, 'expected 2 columns, found 3'],
  ]);
});

test('a quote that is never closed costs its own line, not the rest of the file', () => {
  const { rows, bad } = read('a,b\n1,2\n3,"4\n5,6\n7,8\n');
  expect(bad).toEqual([[3, 'a quote is opened and never closed']]);
  expect(rows.map(([line]) => line)).toEqual([2, 4, 5]);
});

test('text after a closing quote costs its own line', () => {
  const { rows, bad } = read('a,b\n1,2\n3,"4"x\n5,6\n');
  expect(bad).toEqual([[3, 'text after a closing quote']]);
  expect(rows.map(([line]) => line)).toEqual([2, 4]);
});

test('a file of nothing but faults is refused after a bounded number of them', () => {
  expect(() => read(`a,b\n1,2\n${'3,"4"x\n'.repeat(300)}`)).toThrow('not a CSV: 100 lines cannot be read');
});

test.each([
  ['an empty file', '', /found no row/],
  ['binary data', Buffer.from([0x50, 0x4b, 0, 0, 1]), /zero bytes/],
])('%s is refused', (_, content, message) => {
  expect(() => read(content)).toThrow(DataError);
  expect(() => read(content)).toThrow(message);
});

test('rows too wide for a sample of fifty are still read at their width', () => {
  const row = (cell: string) => Array(20_000).fill(cell).join(',');
  const { dialect, rows, bad } = read(`${row('name')}\n${`${row('1234567.25')}\n`.repeat(30)}`);
  expect(dialect.columns).toHaveLength(20_000);
  expect([rows.length, bad.length]).toEqual([30, 0]);
});
