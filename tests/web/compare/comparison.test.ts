import { describe, expect, test } from 'vitest';
import { bestOf, metricKeys, scoreOf, usualKeys } from '../../../web/compare/comparison.ts';
import { aRun, aSummary } from '../support/fakes.ts';

describe('scores', () => {
  const runs = [
    aRun({ summary: { 'val/loss': aSummary(0.5, 0.3), 'val/accuracy': { ...aSummary(0.8), max: 0.9, argmax: 7 } } }),
    aRun({ summary: { 'val/loss': aSummary(0.4, 0.2), 'val/accuracy': { ...aSummary(0.85), max: 0.86, argmax: 9 } } }),
  ];

  test('are best where loss is low and accuracy high', () => {
    expect(bestOf(runs, 'val/loss', 'lower')).toBe(0.2);
    expect(bestOf(runs, 'val/accuracy', 'higher')).toBe(0.9);
    expect(bestOf(runs, 'nowhere', undefined)).toBe(null);
    expect(runs.map((run) => scoreOf(run, 'val/accuracy', 'higher').step)).toEqual([7, 9]);
  });

  test('have no best value where it is not known which values are better', () => {
    const run = aRun({ summary: { Genauigkeit: aSummary(0.8, 0.1) } });
    expect(scoreOf(run, 'Genauigkeit', undefined)).toEqual({ last: 0.8, best: null, step: null });
    expect(bestOf([run], 'Genauigkeit', undefined)).toBe(null);
  });

  test('begin with what matters, and leave the machine out until it is asked for', () => {
    const keys = metricKeys([
      aRun({ summary: { 'system/cpu': aSummary(1), mine: aSummary(1), 'val/loss': aSummary(1) } }),
    ]);
    expect(keys).toEqual(['val/loss', 'mine', 'system/cpu']);
    expect(usualKeys(keys)).toEqual(['val/loss', 'mine']);
  });
});
