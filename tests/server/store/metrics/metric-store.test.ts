import { describe, expect, test } from 'vitest';
import type { AppendOutcome, MetricStore } from '../../../../server/ports.ts';
import type { Batch } from '../../../../shared/ingest.ts';
import { afterKill, batch, columns, tempMetrics } from './temp-metrics.ts';

const LOSS = { loss: columns([[1, 0.5]]) };

async function say(metrics: MetricStore, run: string, ...batches: Batch[]): Promise<AppendOutcome[]> {
  return metrics.append(batches.map((each) => ({ run, batch: each, receivedAt: 5000 })));
}

async function fresh() {
  const store = tempMetrics();
  await store.addRun('a');
  return store;
}

const codesOf = (outcomes: AppendOutcome[]) =>
  outcomes.map((outcome) => ('error' in outcome ? outcome.error.code : outcome.ack));

describe('batches', () => {
  test('are acknowledged in order, each with the revision that holds it', async () => {
    const { metrics } = await fresh();
    const outcomes = await say(metrics, 'a', batch(1, { series: LOSS }), batch(2));
    expect(codesOf(outcomes)).toEqual([
      { acked: 1, duplicate: false, rev: 1 },
      { acked: 2, duplicate: false, rev: 2 },
    ]);
    expect(outcomes[0]).toMatchObject({ commit: { rev: 1, series: LOSS } });
  });

  test('sent again change nothing but the count of duplicates', async () => {
    const { metrics } = await fresh();
    await say(metrics, 'a', batch(1, { series: LOSS }), batch(2, { logs: [{ time: 1, level: 'info', text: 'x' }] }));
    const again = await say(
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
    await say(metrics, 'a', batch(1, { series: LOSS }));
    expect(codesOf(await say(metrics, 'a', batch(1, fields)))).toEqual(['conflict']);
    expect((await metrics.series('a')).loss?.last).toBe(0.5);
  });

  test('that leave a gap, are of another epoch or of no run fail alone, and say what was expected', async () => {
    const { metrics, addRun } = await fresh();
    await addRun('b');
    const outcomes = await metrics.append([
      { run: 'a', batch: batch(2), receivedAt: 1 },
      { run: 'b', batch: batch(1, { series: LOSS }), receivedAt: 1 },
      { run: 'missing', batch: batch(1), receivedAt: 1 },
      { run: 'b', batch: batch(2, { epoch: 2 }), receivedAt: 1 },
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
    expect(outcomes[3]).toMatchObject({ error: { details: { epoch: 1 } } });
  });

  test('of several writers count apart, and from 1 again in a new epoch', async () => {
    const { metrics, runs } = tempMetrics();
    await runs.insertRun({ ...(await import('../temp-store.ts')).newRun('a', { kind: 'training', state: 'queued' }) });
    await runs.claimNext(1);
    await say(metrics, 'a', batch(1), batch(2), batch(1, { writer: 'v' }));
    await runs.transition('a', ['running'], 'queued', { at: 2 });
    await runs.claimNext(3);
    expect(codesOf(await say(metrics, 'a', batch(3), batch(1, { epoch: 2 })))).toEqual([
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
    expect(codesOf(await say(metrics, 'a', batch(2, { series: { loss: columns([[2, 9]]) } })))).toEqual([
      { acked: 2, duplicate: false, rev: 2 },
    ]);
  });

  test('are all still there after a kill, with revision, counts and watermark', async () => {
    const { metrics, db } = await fresh();
    await say(
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
        await say(
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
    expect(codesOf(await say(reopened, 'a', batch(4)))).toEqual(['seq_gap']);
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
      await say(metrics, 'a', batch(index + 1, { series: { loss: columns(points) } }));
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

describe('activity', () => {
  test('of a run that never said anything is empty', async () => {
    const { metrics } = await fresh();
    expect(await metrics.activity(['a', 'missing'])).toEqual(
      new Map([
        [
          'a',
          {
            rev: 0,
            ledger: { sent: 0, stored: 0, rewritten: 0, duplicated: 0, rejected: 0 },
            maxStep: null,
            heartbeatAt: null,
            summary: {},
          },
        ],
      ]),
    );
  });

  test('has the highest step, the latest sign of life, and the first 64 series in the order they came', async () => {
    const { metrics } = await fresh();
    const keys = Array.from({ length: 70 }, (_, index) => `k${index}`);
    const series = Object.fromEntries(keys.map((key, index) => [key, columns([[index, index]])]));
    await say(metrics, 'a', batch(1, { series }));
    await metrics.touch('a', 9000);
    await metrics.touch('a', 8000);
    const activity = (await metrics.activity(['a'])).get('a');
    expect(activity).toMatchObject({ maxStep: 69, heartbeatAt: 9000, rev: 1 });
    expect(Object.keys(activity?.summary ?? {})).toEqual(keys.slice(0, 64));
    expect(Object.keys(await metrics.series('a'))).toEqual(keys);
  });
});

describe('the plain form', () => {
  const at = (metrics: MetricStore, step: number | undefined, value: number) =>
    metrics.appendPlain('a', { time: 1000, metrics: { loss: value }, ...(step !== undefined && { step }) });

  test('without a step goes on after the highest, from 1', async () => {
    const { metrics } = await fresh();
    expect(await at(metrics, undefined, 1)).toMatchObject({ step: 1, rev: 1 });
    expect(await at(metrics, 10, 1)).toMatchObject({ step: 10, rev: 2 });
    expect(await at(metrics, undefined, 1)).toMatchObject({ step: 11, rev: 3 });
  });

  test('said twice keeps the last value', async () => {
    const { metrics } = await fresh();
    await at(metrics, 1, 5);
    await at(metrics, 1, Number.NaN);
    expect((await metrics.series('a')).loss).toMatchObject({ count: 1, last: 'NaN' });
    expect((await metrics.activity(['a'])).get('a')?.ledger).toMatchObject({ sent: 2, stored: 1, rewritten: 1 });
  });

  test('can carry a log line, alone too, which readers get with its id', async () => {
    const { metrics } = await fresh();
    const log = { time: 5, level: 'warn', text: 'hot' } as const;
    const { commit } = await metrics.appendPlain('a', { time: 5, metrics: {}, log });
    expect(commit).toEqual({ rev: 1, logs: [{ ...log, id: 1 }] });
    expect((await metrics.activity(['a'])).get('a')?.maxStep).toBeNull();
  });

  test('of an unknown run is not found', async () => {
    const { metrics } = tempMetrics();
    await expect(at(metrics, 1, 1)).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('log lines and events', () => {
  test('have ids that count from 1 in their run, and page forward or from the end', async () => {
    const { metrics, addRun } = await fresh();
    await addRun('b');
    const logs = (from: number, count: number) =>
      Array.from({ length: count }, (_, i) => ({
        time: i + 0.5,
        level: 'info' as const,
        text: `line ${from + i}`,
        ...(i === 0 && { step: 3 }),
      }));
    await say(metrics, 'b', batch(1, { logs: logs(1, 3) }));
    await say(metrics, 'a', batch(1, { logs: logs(1, 3) }), batch(2, { logs: logs(4, 4) }));
    const page = await metrics.logs('a', { after: 2, limit: 3, tail: false });
    expect(page.total).toBe(7);
    expect(page.lines.map(({ id, text }) => [id, text])).toEqual([
      [3, 'line 3'],
      [4, 'line 4'],
      [5, 'line 5'],
    ]);
    expect(page.lines.map((line) => line.step)).toEqual([undefined, 3, undefined]);
    expect((await metrics.logs('a', { after: 0, limit: 2, tail: true })).lines.map(({ id }) => id)).toEqual([6, 7]);
  });

  test('events come back in the order they were said', async () => {
    const { metrics } = await fresh();
    const events = [
      { kind: 'nan', step: 9, time: 2.5, text: 'loss is NaN' },
      { kind: 'checkpoint', step: 3, time: 1, text: '' },
    ] as const;
    await say(metrics, 'a', batch(1, { events: [...events] }));
    expect(await metrics.events('a')).toEqual(events.map((event, index) => ({ ...event, id: index + 1 })));
  });
});

describe('live readers', () => {
  test('get the commits after their revision, or hear that memory does not reach back', async () => {
    const { metrics, db } = await fresh();
    await say(metrics, 'a', batch(1, { series: LOSS }), batch(2), batch(3));
    const commits = await metrics.commitsAfter('a', 1);
    expect(commits).toEqual([{ rev: 2 }, { rev: 3 }]);
    expect(await metrics.commitsAfter('a', 3)).toEqual([]);
    expect(await metrics.commitsAfter('a', 4)).toBe('gone');
    const reopened = afterKill(db);
    expect(await reopened.commitsAfter('a', 3)).toEqual([]);
    expect(await reopened.commitsAfter('a', 2)).toBe('gone');
  });
});

describe('chunks', () => {
  const many = (from: number, count: number) =>
    columns(Array.from({ length: count }, (_, index) => [from + index, Math.sin(from + index)] as const));

  test('take over from the journal, filled one after the other', async () => {
    const { metrics, db } = await fresh();
    for (let seq = 1; seq <= 10; seq++) {
      await say(metrics, 'a', batch(seq, { series: { loss: many(seq * 10, 10) } }));
      if (seq % 3 === 0) await metrics.seal();
    }
    await metrics.close();
    expect(db.prepare('SELECT count(*) FROM journal').pluck().get()).toBe(0);
    const firsts = db.prepare('SELECT first_step FROM chunks ORDER BY first_step').pluck().all();
    expect(firsts).toEqual([10, 42, 74, 106]);
  });

  test('that are damaged are noticed, and the others stay readable', async () => {
    const { metrics, db } = await fresh();
    await say(metrics, 'a', batch(1, { series: { loss: many(0, 100), other: many(0, 5) } }));
    await metrics.close();
    db.exec(`UPDATE chunks SET data = zeroblob(length(data)) WHERE series = 1`);
    const reopened = afterKill(db);
    const query = { runs: ['a'], keys: ['loss'], pixels: 3 };
    await expect(reopened.querySeries(query)).rejects.toThrow(/damaged/);
    expect(await reopened.querySeries({ ...query, keys: ['other'] })).toHaveLength(1);
  });

  test('of a journal that is damaged are not read as if nothing had been', async () => {
    const { metrics, db } = await fresh();
    await say(metrics, 'a', batch(1, { series: LOSS }));
    db.exec(`UPDATE journal SET payload = zeroblob(length(payload))`);
    expect(() => afterKill(db)).toThrow(/journal row 1 is damaged/);
  });
});

test('a query answers for each key of each run that has it, and tells the revision', async () => {
  const { metrics, addRun } = await fresh();
  await addRun('b');
  await say(metrics, 'a', batch(1, { series: { loss: columns([[1, 1, 500]]), accuracy: columns([[1, 2, 400]]) } }));
  await say(metrics, 'b', batch(1, { series: LOSS }), batch(2));
  const answers = await metrics.querySeries({ runs: ['a', 'missing', 'b'], keys: ['loss', 'none', 'accuracy'] });
  expect(answers.map(({ run, key, rev, startTime }) => [run, key, rev, startTime])).toEqual([
    ['a', 'loss', 1, 400],
    ['a', 'accuracy', 1, 400],
    ['b', 'loss', 2, 1001],
  ]);
});

describe('purging a run', () => {
  test('leaves nothing of it, nor the space it took', async () => {
    const { metrics, runs, db, addRun } = await fresh();
    await addRun('keep');
    await say(metrics, 'keep', batch(1, { series: LOSS }));
    const fill = (run: string) => {
      const noise = Array.from({ length: 50_000 }, (_, step) => [step, Math.random()] as const);
      const logs = Array.from({ length: 2000 }, () => ({ time: 1, level: 'info' as const, text: 'x'.repeat(200) }));
      const histograms = Array.from({ length: 200 }, (_, step) => ({
        key: 'w',
        step,
        time: 1,
        edges: [0, 1, 2],
        counts: [step, 2],
      }));
      return say(metrics, run, batch(1, { series: { noise: columns(noise) }, logs, histograms }));
    };
    await metrics.close();
    const pages = () => db.pragma('page_count', { simple: true }) as number;
    const before = pages();
    await fill('a');
    await metrics.seal();
    await say(metrics, 'a', batch(2, { series: LOSS }));
    const full = pages();
    await metrics.purgeRun('a');
    await runs.purgeRun('a');
    expect(full).toBeGreaterThan(before + 50);
    expect(pages()).toBeLessThanOrEqual(before + 2);
    await expect(metrics.series('a')).rejects.toMatchObject({ code: 'not_found' });
    expect((await metrics.series('keep')).loss?.count).toBe(1);
  });

  test('lets another run of the same id begin anew', async () => {
    const { metrics, runs, addRun } = await fresh();
    await say(metrics, 'a', batch(1, { series: LOSS }));
    await metrics.purgeRun('a');
    await runs.purgeRun('a');
    await addRun('a');
    expect(await metrics.series('a')).toEqual({});
    expect(await metrics.commitsAfter('a', 0)).toEqual([]);
    expect(codesOf(await say(metrics, 'a', batch(1, { series: LOSS })))).toEqual([
      { acked: 1, duplicate: false, rev: 1 },
    ]);
  });
});
