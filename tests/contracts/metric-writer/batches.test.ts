import { describe, expect, test } from 'vitest';
import type { Batch } from '../../../shared/ingest.ts';
import { toJsonNumber } from '../../../shared/number.ts';
import { storageAdapters } from '../adapters.ts';
import { append, batch, codesOf, columns, LOSS, newRun, openWithRuns } from '../records.ts';

describe.each(storageAdapters)('MetricWriter of $name', (adapter) => {
  describe('batches', () => {
    test('are acknowledged in order, each with the revision that holds it', async () => {
      const { metrics } = await openWithRuns(adapter, 'a');
      const outcomes = await append(metrics, 'a', batch(1, { series: LOSS }), batch(2));
      expect(codesOf(outcomes)).toEqual([
        { acked: 1, duplicate: false, rev: 1 },
        { acked: 2, duplicate: false, rev: 2 },
      ]);
      expect(outcomes[0]).toMatchObject({ commit: { rev: 1, series: LOSS } });
    });

    test('sent again change nothing but the count of duplicates', async () => {
      const { metrics } = await openWithRuns(adapter, 'a');
      await append(
        metrics,
        'a',
        batch(1, { series: LOSS }),
        batch(2, { logs: [{ time: 1, level: 'info', text: 'x' }] }),
      );
      const again = await append(
        metrics,
        'a',
        batch(1, { series: LOSS }),
        batch(2, { logs: [{ time: 1, level: 'info', text: 'x' }] }),
      );
      expect(again).toEqual([
        { ack: { acked: 1, duplicate: true, rev: 2 }, commit: null },
        { ack: { acked: 2, duplicate: true, rev: 2 }, commit: null },
      ]);
      const activity = (await metrics.activity(['a'])).get('a');
      expect(activity?.ledger).toEqual({ sent: 2, stored: 1, rewritten: 0, duplicated: 1, rejected: 0 });
      expect((await metrics.logs('a', { after: 0, limit: 10, tail: false })).total).toBe(1);
    });

    test.each<[string, Partial<Batch>]>([
      ['another value', { series: { loss: columns([[1, 0.6]]) } }],
      ['another key', { series: { lost: columns([[1, 0.5]]) } }],
      ['an event more', { series: LOSS, events: [{ kind: 'note', step: 1, time: 1, text: '' }] }],
    ])('with the last seq but %s are a conflict', async (_, fields) => {
      const { metrics } = await openWithRuns(adapter, 'a');
      await append(metrics, 'a', batch(1, { series: LOSS }));
      expect(codesOf(await append(metrics, 'a', batch(1, fields)))).toEqual(['conflict']);
      expect((await metrics.series('a')).loss?.last).toBe(0.5);
    });

    test('that leave a gap, are of another attempt or of no run fail alone, and name what was expected', async () => {
      const { metrics } = await openWithRuns(adapter, 'a', 'b');
      const outcomes = await metrics.append([
        { run: 'a', batch: batch(2), receivedAt: 1 },
        { run: 'b', batch: batch(1, { series: LOSS }), receivedAt: 1 },
        { run: 'missing', batch: batch(1), receivedAt: 1 },
        { run: 'b', batch: batch(2, { attempt: 2 }), receivedAt: 1 },
        { run: 'b', batch: batch(2), receivedAt: 1 },
      ]);
      expect(codesOf(outcomes)).toEqual([
        'seq_gap',
        { acked: 1, duplicate: false, rev: 1 },
        'not_found',
        'fenced',
        { acked: 2, duplicate: false, rev: 2 },
      ]);
      expect(outcomes[0]).toMatchObject({ error: { details: { expected: 1 } } });
      expect(outcomes[3]).toMatchObject({ error: { details: { attempt: 1 } } });
    });

    test('of several writers count apart, and from 1 again in a new attempt', async () => {
      const { meta, queue, metrics } = await adapter.open();
      await meta.insertRun(newRun('a', { kind: 'training', state: 'queued' }));
      await queue.claim('agent', 1000);
      await append(metrics, 'a', batch(1), batch(2), batch(1, { writer: 'v' }));
      await meta.transition('a', ['running'], 'queued', { at: 2 });
      await queue.claim('agent', 1000);
      expect(codesOf(await append(metrics, 'a', batch(3), batch(1, { attempt: 2 })))).toEqual([
        'fenced',
        { acked: 1, duplicate: false, rev: 4 },
      ]);
    });

    test('are all still there after a kill, with revision, counts and watermark', async () => {
      const { metrics, afterKill } = await openWithRuns(adapter, 'a');
      await append(
        metrics,
        'a',
        batch(1, { series: LOSS }),
        batch(2, {
          series: {
            loss: columns([
              [2, 'NaN'],
              [1, 0.25],
            ]),
          },
        }),
      );
      const before = await metrics.activity(['a']);
      const { metrics: reopened } = await afterKill();
      expect(await reopened.activity(['a'])).toEqual(before);
      expect(
        codesOf(
          await append(
            reopened,
            'a',
            batch(2, {
              series: {
                loss: columns([
                  [2, 'NaN'],
                  [1, 0.25],
                ]),
              },
            }),
          ),
        ),
      ).toEqual([{ acked: 2, duplicate: true, rev: 2 }]);
      expect(codesOf(await append(reopened, 'a', batch(4)))).toEqual(['seq_gap']);
    });
  });

  describe('values', () => {
    const odd = [0.1, -0, 5e-324, Number.MAX_VALUE, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];

    test('come back bit for bit, as numbers in JSON and as typed columns', async () => {
      const { metrics, compact, afterKill } = await openWithRuns(adapter, 'a');
      const step = odd.map((_, index) => index);
      const json = { step, time: step.map((each) => each + 0.25), value: odd.map(toJsonNumber) };
      const typed = {
        step: Float64Array.from(step),
        time: Float64Array.from(json.time),
        value: Float64Array.from(odd),
      };
      const batches = [batch(1, { series: { json } }), { ...batch(2), series: { typed } }];
      await metrics.append(batches.map((each) => ({ run: 'a', batch: each, receivedAt: 1 })));
      const { metrics: reopened } = await afterKill();
      await compact();
      for (const reader of [reopened, metrics]) {
        for (const key of ['json', 'typed'])
          expect(await reader.points('a', key, { after: -1, limit: 10 })).toEqual(typed);
      }
    });
  });

  describe('the ledger', () => {
    test.each<[string, [number, number][][], boolean, { stored: number; rewritten: number }]>([
      [
        'new steps',
        [
          [
            [1, 1],
            [2, 1],
          ],
          [[3, 1]],
        ],
        false,
        { stored: 3, rewritten: 0 },
      ],
      ['late steps that are new', [[[10, 1]], [[3, 1]]], false, { stored: 2, rewritten: 0 }],
      [
        'steps that were written before',
        [
          [
            [1, 1],
            [2, 1],
          ],
          [
            [1, 2],
            [2, 3],
          ],
        ],
        false,
        { stored: 2, rewritten: 2 },
      ],
      [
        'a step twice in one batch',
        [
          [
            [1, 1],
            [1, 2],
          ],
        ],
        false,
        { stored: 1, rewritten: 1 },
      ],
      [
        'steps that were compacted, without gaps',
        [
          [
            [1, 1],
            [2, 1],
            [3, 1],
          ],
          [
            [2, 2],
            [9, 1],
          ],
        ],
        true,
        { stored: 4, rewritten: 1 },
      ],
      [
        'steps that were compacted, with gaps',
        [
          [
            [1, 1],
            [5, 1],
            [9, 1],
          ],
          [
            [4, 1],
            [5, 2],
          ],
        ],
        true,
        { stored: 4, rewritten: 1 },
      ],
    ])('counts %s', async (_, batches, compacted, expected) => {
      const { metrics, compact } = await openWithRuns(adapter, 'a');
      for (const [index, points] of batches.entries()) {
        await append(metrics, 'a', batch(index + 1, { series: { loss: columns(points) } }));
        if (compacted) await compact();
      }
      const sent = batches.flat().length;
      const activity = (await metrics.activity(['a'])).get('a');
      expect(activity?.ledger).toEqual({ sent, ...expected, duplicated: 0, rejected: 0 });
      expect(activity?.summary.loss?.count).toBe(expected.stored);
    });

    test('counts what was refused elsewhere', async () => {
      const { metrics } = await openWithRuns(adapter, 'a');
      await metrics.countRejected('a', 7);
      expect((await metrics.activity(['a'])).get('a')?.ledger).toMatchObject({ sent: 7, rejected: 7, stored: 0 });
    });
  });
});
