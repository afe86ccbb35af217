import { describe, expect, test } from 'vitest';
import { CHECKS } from '../../worker/reproduce/all-checks.ts';
import { type Finding, holds } from '../../worker/reproduce/check.ts';
import { eigenvalues } from '../../worker/reproduce/condition.ts';
import { createData } from '../../worker/reproduce/data.ts';
import { page, printed } from '../../worker/reproduce/report.ts';
import { createContext, isHeld, runCheck } from '../../worker/reproduce/run-checks.ts';

/** What ships, and nothing else. */
const context = createContext([1], createData([]));
const NEEDS_DATA = ['P18', 'P20'];

test('there is a check of each result of the lecture', () => {
  const all = Array.from({ length: 20 }, (_, i) => `P${String(i + 1).padStart(2, '0')}`);
  expect([...new Set(CHECKS.map(({ id }) => id))]).toEqual(all);
});

describe('what is quick is found again', () => {
  test.each(CHECKS.filter(({ isSlow }) => !isSlow).map((check) => [check.id, check.title, check] as const))(
    '%s: %s',
    { timeout: 120_000 },
    (id, _, check) => {
      const outcome = runCheck(check, context);
      if (NEEDS_DATA.includes(id) && outcome.missing !== null) {
        expect(outcome.missing).toMatch(/^needs (breast-cancer|airfoil|diabetes): /);
        expect(isHeld(outcome)).toBe(false);
      } else expect(outcome.findings.filter((finding) => !holds(finding))).toEqual([]);
    },
  );
});

const finding = (band: Finding['band'], ...values: number[]): Finding => ({ of: 'it', band, values, source: 'none' });

test('an expectation holds where every value is a number in its band', () => {
  expect(holds(finding([1, 2], 1, 2))).toBe(true);
  expect(holds(finding([1, 2], 1, 2.1))).toBe(false);
  expect(holds(finding([null, 2], 1, Number.NaN))).toBe(false);
  expect(holds(finding([1, null], 5))).toBe(true);
  expect(holds(finding([null, null]))).toBe(false);
});

test('a miss and missing data are said in words, and neither is a pass', () => {
  const check = { id: 'P00', title: 'A test', run: () => [] };
  const missed = { check, findings: [finding([1, 2], 3)], missing: null, seconds: 1 };
  const absent = { check, findings: [], missing: 'needs moon-dust', seconds: 0 };
  expect(printed(missed)).toContain('MISS  it: 3, expected 1 … 2 [none]');
  expect(printed(absent)).toContain('NOT RUN  needs moon-dust');
  expect([missed, absent].map(isHeld)).toEqual([false, false]);
  const text = page([missed, absent], { seeds: [1], node: '24', kernels: 'k', leftOut: ['P14: slow'] });
  expect(text).toContain('| it | 1 … 2 | 3 | **miss** | none |');
  expect(text).toContain('Not run: needs moon-dust.');
  expect(text).toContain('0 of 1 expectations hold, in 0 of 2 checks; 1 not run for want of data');
  expect(text).toContain('- P14: slow');
});

test('eigenvalues of a symmetric matrix', () => {
  const found = eigenvalues([Float64Array.of(2, 1, 0), Float64Array.of(1, 2, 1), Float64Array.of(0, 1, 2)]).sort(
    (a, b) => a - b,
  );
  [2 - Math.SQRT2, 2, 2 + Math.SQRT2].forEach((value, i) => {
    expect(found[i]).toBeCloseTo(value, 12);
  });
});
