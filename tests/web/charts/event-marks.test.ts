import { expect, test } from 'vitest';
import type { RunEvent } from '../../../shared/ingest.ts';
import type { XKind } from '../../../web/charts/axes/x-kind.ts';
import type { DrawnLine } from '../../../web/charts/drawn-line.ts';
import { crowdedKinds, type EventMark, eventMarks } from '../../../web/charts/event-marks.ts';
import { SeriesLine } from '../../../web/charts/series-line.ts';
import { aCurve, aRun } from '../support/fakes.ts';

const lineOf = (run: string, color: string): DrawnLine => ({
  line: new SeriesLine(aCurve([1, 2, 3], { run, summary: { ...aCurve([1]).summary, lastStep: 3 } }), {}),
  ...{ label: `${run} · loss`, color, dash: [], side: 'left', strength: 1 },
});
const lines = [lineOf('a', '#aa0000'), lineOf('b', '#0000bb')];
const runs = [aRun({ id: 'a' }), aRun({ id: 'b' })];
const event: RunEvent = { kind: 'checkpoint', step: 2, time: 2000, text: 'saved' };
const eventsOf = (run: string) => (run === 'a' ? [event] : []);
const marks = (x: XKind = 'step', drawn = lines) => eventMarks(drawn, { runs, eventsOf, x });

test('what happened in one of several runs is marked in its colour, and named after it', () => {
  expect(marks()).toEqual([{ x: 2, kind: 'checkpoint', title: 'a: checkpoint at step 2: saved', color: '#aa0000' }]);
  expect(marks('step', lines.slice(1))).toEqual([]);
});

test('of a run by itself the kind has the colour', () => {
  expect(marks('step', lines.slice(0, 1))).toMatchObject([{ title: 'checkpoint at step 2: saved', color: null }]);
});

test('a mark lies where its event was in time, and over a metric where the run was at that step', () => {
  expect(marks('time').map(({ x }) => x)).toEqual([2000]);
  expect(marks('relative').map(({ x }) => x)).toEqual([1000]);
  const query = { xMetric: 'epoch' };
  const curve = aCurve([1, 2, 3], { run: 'a' });
  curve.columns.x = [0.5, 0.75, 1.5];
  expect(marks('metric', [{ ...(lines[0] as DrawnLine), line: new SeriesLine(curve, query) }])[0]?.x).toBe(0.75);
});

test('a fork and a divergence are marked though no event says them', () => {
  const forked = aRun({
    id: 'a',
    parentRun: 'p',
    forkStep: 1,
    reason: { code: 'diverged', message: 'NaN' },
    endedAt: '2026-01-01T01:00:00.000Z',
  });
  const found = eventMarks(lines, { runs: [forked], eventsOf: () => [], x: 'step' });
  expect(found.map(({ kind, x }) => [kind, x])).toEqual([
    ['fork', 1],
    ['diverged', 3],
  ]);
});

test('a kind with more marks than one in 24 pixels is crowded, whatever the others are', () => {
  const marksOf = (kind: EventMark['kind'], count: number) =>
    Array.from({ length: count }, (_, x): EventMark => ({ x, kind, title: kind, color: null }));
  const plot = { left: 40, right: 280 };
  expect([...crowdedKinds([...marksOf('checkpoint', 11), ...marksOf('nan', 10)], plot)]).toEqual(['checkpoint']);
  expect(crowdedKinds([], plot).size).toBe(0);
});
