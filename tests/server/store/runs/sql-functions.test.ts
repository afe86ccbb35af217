import { expect, test } from 'vitest';
import { compileRegexp } from '../../../../server/store/runs/sql-functions.ts';

test.each([
  ['[', 'missing closing ]'],
  ['a{5000}', 'invalid repeat count'],
  ['(?=a)', 'unsupported Perl syntax'],
])('the expression %j is refused by name, with the fault in it', (text, fault) => {
  const error = { code: 'invalid', message: expect.stringMatching(/^"/), details: { value: text } };
  expect(() => compileRegexp(text)).toThrow(expect.objectContaining(error));
  expect(() => compileRegexp(text)).toThrow(fault);
});
