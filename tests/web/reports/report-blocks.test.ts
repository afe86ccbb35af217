import { describe, expect, test } from 'vitest';
import { panelText, readPanel } from '../../../web/reports/report-blocks.ts';

describe('a chart of a report', () => {
  test.each([
    { metrics: ['val/loss'], newest: 3 },
    { kind: 'box', metrics: ['val/loss'], grouping: { by: ['optimizer'] } },
    { kind: 'scatter', metrics: ['val/loss'], across: 'config.lr' },
    { metrics: [], pattern: '^val/' },
    { metrics: [], formulas: ['a - b'], baseline: 'r1' },
    { kind: 'surface', metrics: [], runs: ['r1'], step: 40 },
  ])('is read from the text that stands for it: %j', (panel) => {
    const [, json = ''] = panelText(panel as never).split('\n');
    expect(readPanel(json)).toEqual({ kind: 'panel', panel });
  });

  test.each([
    ['{"metrics": [', /^The chart is no JSON/],
    ['{"metrics": ["loss"], "colour": "red"}', /colour/],
    ['{"metrics": ["loss"], "kind": "pie"}', /^kind/],
    ['{"metrics": [], "pattern": "^val/(loss"}', /^pattern is no regular expression: .*Unterminated group/],
    ['{"metrics": []}', /^The chart names no metric/],
  ])('is said to be wrong where it is: %s', (text, problem) => {
    expect(readPanel(text)).toEqual({ kind: 'broken', problem: expect.stringMatching(problem) });
  });
});
