import { describe, expect, test } from 'vitest';
import type { Batch } from '../../shared/ingest.ts';
import { afterKill, fresh, tempMetrics } from '../server/store/metrics/temp-metrics.ts';
import { append, batch, codesOf, columns, LOSS, newRun } from './records.ts';

describe('batches', () => {
  test('are acknowledged in order, each with the revision that holds it', async () => {
    const { metrics } = await fresh();
    const outcomes = await append(metrics, 'a', batch(1, { series: LOSS }), batch(2));
    expect(codesOf(outcomes)).toEqual([
      { acked: 1, duplicate: false, rev: 1 },
      { acked: 2, duplicate: false, rev: 2 },
    ]);
    expect(outcomes[0]).toMatchObject({ commit: { rev: 1, series: LOSS } });
  });

  test('sent again change nothing but the count of duplicates', async () => {
    const { metrics } = await fresh();
    await append(metrics, 'a', batch(1, { series: LOSS }), batch(2, { logs: [{ time: 1, level: 'info', text: 'x' }] }));
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
    const { metrics } = await fresh();
    await append(metrics, 'a', batch(1, { series: LOSS }));
    expect(codesOf(await append(metrics, 'a', batch(1, fields)))).toEqual(['conflict']);
    expect((await metrics.series('a')).loss?.last).toBe(0.5);
  });

  test('that leave a gap, are of another attempt or of no run fail alone, and say what was expected', async () => {
    const { metrics, addRun } = await fresh();
    await addRun('b');
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
    const { metrics, runs } = tempMetrics();
    await runs.insertRun(newRun('a', { kind: 'training', state: 'queued' }));
    await runs.claimNext(1);
    await append(metrics, 'a', batch(1), batch(2), batch(1, { writer: 'v' }));
    await runs.transition('a', ['running'], 'queued', { at: 2 });
    await runs.claimNext(3);
    expect(codesOf(await append(metrics, 'a', batch(3), batch(1, { attempt: 2 })))).toEqual([
      'fenced',
      { acked: 1, duplicate: false, rev: 4 },
    ]);
  });

  test('that the database refuses fail alone, and leave no trace in memory', async () => {
    const { metrics, addRun } = await fresh();
    await addRun('b');
    const broken = { kind: null, step: 1, time: 1, text: 'x' } as never;
    const outcomes = await metrics.append([
      { run: 'a', batch: batch(1, { series: LOSS }), receivedAt: 1 },
      {
        run: 'a',
        batch: batch(2, { series: { loss: columns([[2, 9]]), more: columns([[1, 1]]) }, events: [broken] }),
        receivedAt: 1,
      },
      { run: 'b', batch: batch(1, { series: LOSS }), receivedAt: 1 },
    ]);
    expect(codesOf(outcomes)).toEqual([
      { acked: 1, duplicate: false, rev: 1 },
      'internal',
      { acked: 1, duplicate: false, rev: 1 },
    ]);
    expect(Object.keys(await metrics.series('a'))).toEqual(['loss']);
    expect((await metrics.series('a')).loss?.count).toBe(1);
    expect(codesOf(await append(metrics, 'a', batch(2, { series: { loss: columns([[2, 9]]) } })))).toEqual([
      { acked: 2, duplicate: false, rev: 2 },
    ]);
  });

  test('are all still there after a kill, with revision, counts and watermark', async () => {
    const { metrics, db } = await fresh();
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
    const reopened = afterKill(db);
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
      'steps said before',
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
      'steps that are in chunks without gaps',
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
      'steps that are in chunks with gaps',
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
  ])('tells %s', async (_, batches, sealed, expected) => {
    const { metrics } = await fresh();
    for (const [index, points] of batches.entries()) {
      await append(metrics, 'a', batch(index + 1, { series: { loss: columns(points) } }));
      if (sealed) await metrics.seal();
    }
    const sent = batches.flat().length;
    const activity = (await metrics.activity(['a'])).get('a');
    expect(activity?.ledger).toEqual({ sent, ...expected, duplicated: 0, rejected: 0 });
    expect(activity?.summary.loss?.count).toBe(expected.stored);
  });

  test('counts what was refused elsewhere', async () => {
    const { metrics } = await fresh();
    await metrics.countRejected('a', 7);
    expect((await metrics.activity(['a'])).get('a')?.ledger).toMatchObject({ sent: 7, rejected: 7, stored: 0 });
  });
});
