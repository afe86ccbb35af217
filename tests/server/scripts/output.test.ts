import { describe, expect, test, vi } from 'vitest';
import { readMetricLine } from '../../../server/scripts/json-line.ts';
import { createOutputLines, MAX_LINE } from '../../../server/scripts/output-lines.ts';
import { createOutputLog } from '../../../server/scripts/output-log.ts';
import type { Batch } from '../../../shared/ingest.ts';

/** The lines of output that comes in these pieces. */
function linesOf(...pieces: (string | number[])[]): string[] {
  const found: string[] = [];
  const lines = createOutputLines((text) => found.push(text));
  for (const piece of pieces)
    lines.push(typeof piece === 'string' ? new TextEncoder().encode(piece) : Uint8Array.from(piece));
  lines.close();
  return found;
}

describe('lines of output', () => {
  test.each<[string, (string | number[])[], string[]]>([
    ['end where they end', ['a\nb\n\nc'], ['a', 'b', '', 'c']],
    ['may come in pieces', ['ep', 'och ', '1\nep'], ['epoch 1', 'ep']],
    ['of Windows have no carriage return', ['a\r\nb\r', '\nc'], ['a', 'b', 'c']],
    [
      'of a progress bar are its last state',
      ['\r10%|#  |', '\r50%|## |\r', '100%|###|\ndone\n'],
      ['100%|###|', 'done'],
    ],
    ['keep what a carriage return at the end leaves', ['100%\r'], ['100%']],
    ['have no colours', ['\u001b[31mred\u001b[0m\n'], ['red']],
    ['put together letters that are cut in two', [[0xc3], [0xa9, 10]], ['é']],
    ['have a sign in place of what is no UTF-8', [[0x61, 0xff, 0x62, 10]], ['a\ufffdb']],
    ['have a sign in place of a NUL', ['a\0b\n'], ['a\ufffdb']],
    ['of nothing are none', [''], []],
  ])('%s', (_, pieces, expected) => {
    expect(linesOf(...pieces)).toEqual(expected);
  });

  test('of a progress bar can be looked at before they end, and others cannot', () => {
    const lines = createOutputLines(() => {});
    const push = (text: string) => lines.push(new TextEncoder().encode(text));
    push('\r10%|#');
    push('\r20%|##');
    expect(lines.progress()).toBe('20%|##');
    push('\r');
    expect(lines.progress()).toBe('20%|##');
    push('\nplain');
    expect(lines.progress()).toBeUndefined();
  });

  test('that are too long are cut, and say so', () => {
    const [line] = linesOf('x'.repeat(MAX_LINE), 'y'.repeat(500), 'z\n');
    expect(line).toBe(`${'x'.repeat(MAX_LINE)} … (501 characters left out)`);
    expect(linesOf('x'.repeat(2 * MAX_LINE), '\rshort\n')).toEqual(['short']);
  });
});

describe('a line of metrics', () => {
  test.each<[string, unknown]>([
    ['{"step": 3, "loss": 0.5}', { step: 3, metrics: [['loss', 0.5]] }],
    [
      ' {"loss": 1e-3, "val": {"loss": 2, "deep": {"x": 3}}} ',
      {
        step: undefined,
        metrics: [
          ['loss', 0.001],
          ['val/loss', 2],
          ['val/deep/x', 3],
        ],
      },
    ],
    [
      '{"loss": NaN, "a": -Infinity, "b": "Infinity"}',
      {
        step: undefined,
        metrics: [
          ['loss', 'NaN'],
          ['a', '-Infinity'],
          ['b', 'Infinity'],
        ],
      },
    ],
    ['{"loss": 1e999}', { step: undefined, metrics: [['loss', 'Infinity']] }],
  ])('%s is read', (line, expected) => {
    expect(readMetricLine(line)).toEqual(expected);
  });

  test.each([
    ...[
      'loss 0.5',
      '{"loss": "low"}',
      '{"loss": [1, 2]}',
      '{"loss": true}',
      '{"loss": null}',
      '{}',
      '{"step": 1}',
      '[1]',
      '{"a": 1',
      'null',
    ],
    ...[
      '{"step": -1, "loss": 1}',
      '{"step": 1.5, "loss": 1}',
      '{"": 1}',
      '{"a\\u0001": 1}',
      '{"__proto__": 1}',
      `{"${'k'.repeat(300)}": 1}`,
    ],
  ])('%s is a line of the log', (line) => {
    expect(readMetricLine(line)).toBeUndefined();
  });
});

describe('the log of an attempt', () => {
  function logTo(store: (batch: Batch) => Promise<unknown>, options = {}) {
    const onBacklog = vi.fn();
    const onRefused = vi.fn();
    const log = createOutputLog({
      ...{ attempt: 2, hasMetrics: true, lastStep: 5, store, onBacklog, onRefused, now: () => 1000 },
      ...options,
    });
    return { log, onBacklog, onRefused };
  }

  test('sends batches one at a time, numbered, with metrics after the step that is stored', async () => {
    const batches: Batch[] = [];
    const { log } = logTo(async (batch) => void batches.push(batch));
    log.add('stdout', '{"loss": 1}');
    log.add('stderr', '{"loss": 2}');
    for (let line = 0; line < 2500; line++) log.add('stdout', `line ${line}`);
    await log.close();
    expect(batches.map(({ seq, attempt }) => [seq, attempt])).toEqual([1, 2, 3].map((seq) => [seq, 2]));
    expect(new Set(batches.map(({ writer }) => writer)).size).toBe(1);
    expect(batches[0]?.series).toEqual({ loss: { step: [6], time: [1000], value: [1] } });
    expect(batches[0]?.logs?.[0]).toEqual({ time: 1000, level: 'info', text: '{"loss": 2}', stream: 'stderr' });
    expect(batches.flatMap(({ logs = [] }) => logs)).toHaveLength(2501);
  });

  test('has the script wait while too much waits to be stored', async () => {
    const stored = Promise.withResolvers<void>();
    const { log, onBacklog } = logTo(() => stored.promise);
    for (let line = 0; line < 600; line++) log.add('stdout', 'x'.repeat(8000));
    expect(onBacklog.mock.calls).toEqual([[true]]);
    stored.resolve();
    await log.close();
    expect(onBacklog.mock.calls).toEqual([[true], [false]]);
  });

  test('keeps so much and no more, and says what is missing', async () => {
    const batches: Batch[] = [];
    const { log } = logTo(async (batch) => void batches.push(batch), { maxCharacters: 1000 });
    for (let line = 0; line < 100; line++) log.add('stdout', 'x'.repeat(50));
    log.add('stdout', '{"loss": 1}');
    await log.close();
    expect(batches.flatMap(({ series = {} }) => Object.keys(series))).toEqual(['loss']);
    const texts = batches.flatMap(({ logs = [] }) => logs.map(({ text }) => text));
    expect(texts.filter((text) => text.startsWith('x'))).toHaveLength(10);
    expect(texts.slice(-2)).toEqual([
      expect.stringContaining('longer than 1000 characters'),
      '90 lines of its output were left out.',
    ]);
  });

  test('ends with the first batch that is refused', async () => {
    const { log, onRefused } = logTo(() => Promise.reject(new Error('no room')));
    log.add('stdout', 'a');
    await log.close();
    log.add('stdout', 'b');
    await log.close();
    expect(onRefused.mock.calls).toEqual([[new Error('no room')]]);
  });
});
