import { expect, test } from 'vitest';
import { toCsvText, toLatex, toMarkdown } from '../../../web/core/table-text.ts';

const table = {
  head: ['run', 'loss_val'],
  rows: [
    ['a|b & 50 % {x}', '1.5 ± 0.2'],
    ['=HYPERLINK("x"),\ny', '−3'],
  ],
  numeric: [false, true],
};

test('as Markdown a bar, an underscore or a line break does not end a cell', () => {
  expect(toMarkdown(table)).toBe(
    '| run | loss\\_val |\n| --- | ---: |\n| a\\|b & 50 % {x} | 1.5 ± 0.2 |\n| =HYPERLINK("x"), y | −3 |\n',
  );
});

test('as LaTeX every character that means something is escaped, between the rules of booktabs', () => {
  expect(toLatex(table)).toBe(
    [
      '\\begin{tabular}{lr}',
      '  \\toprule',
      '  run & loss\\_val \\\\',
      '  \\midrule',
      '  a|b \\& 50 \\% \\{x\\} & 1.5 $\\pm$ 0.2 \\\\',
      '  =HYPERLINK("x"), y & $-$3 \\\\',
      '  \\bottomrule',
      '\\end{tabular}',
      '',
    ].join('\n'),
  );
});

test('as CSV cells are quoted where they have to be, and none is a formula of a spreadsheet', () => {
  expect(toCsvText(table)).toBe('run,loss_val\r\na|b & 50 % {x},1.5 ± 0.2\r\n"\'=HYPERLINK(""x""),\ny",−3\r\n');
  expect(toCsvText({ ...table, rows: [['-1.5', '-x']] })).toMatch(/\r\n-1\.5,'-x\r\n$/);
});
