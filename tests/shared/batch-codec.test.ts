import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BatchFormatError, decodeBatch, encodeBatch } from '../../shared/batch-codec.ts';
import type { Batch, FloatBatch } from '../../shared/ingest.ts';

const KEYS = ['train/loss', '7', '__proto__', 'constructor', 'Verlust · 損失', 'a "quoted" key'];

type Listed<Part extends keyof FloatBatch> = NonNullable<FloatBatch[Part]>;

const PLAIN = { noNullPrototype: true };

/** Columns of one length: steps up to 2^40, times and values of any bits but NaN's payload. */
const columns = fc.array(fc.tuple(fc.nat({ max: 2 ** 31 - 1 }), fc.double(), fc.double()), { maxLength: 100 });
const series = fc.uniqueArray(fc.tuple(fc.oneof(fc.constantFrom(...KEYS), fc.string()), columns), {
  selector: ([key]) => key,
  maxLength: 6,
});

const anyBatch: fc.Arbitrary<FloatBatch> = fc
  .record(
    {
      writer: fc.string({ unit: 'grapheme' }),
      attempt: fc.nat(),
      seq: fc.nat(),
      series,
      logs: fc.array(fc.record({ time: fc.integer(), level: fc.constant('info' as const), text: fc.string() }, PLAIN)),
      histograms: fc.constant<Listed<'histograms'>>([{ key: 'h', step: 1, time: 2, edges: [0, 1], counts: [3] }]),
      events: fc.constant<Listed<'events'>>([{ kind: 'note', step: 1, time: 2, text: '≈' }]),
    },
    { ...PLAIN, requiredKeys: ['writer', 'attempt', 'seq'] },
  )
  .map(({ series, ...rest }) => ({ ...rest, ...(series && series.length > 0 && { series: packed(series) }) }));

function packed(series: [string, [number, number, number][]][]): Listed<'series'> {
  const column = (points: [number, number, number][], at: 0 | 1 | 2) => Float64Array.from(points, (point) => point[at]);
  const columns = series.map(([key, points]) => {
    const [step, time, value] = [column(points, 0), column(points, 1), column(points, 2)];
    return [key, { step: step.map((low) => low * 2 ** 9), time, value }] as const;
  });
  return Object.fromEntries(columns);
}

/** Series as a list: matchers overlook a key that is called __proto__. */
const listed = ({ series = {}, ...rest }: FloatBatch) => ({ ...rest, series: Object.entries(series) });

const SMALL: Batch = {
  writer: 'w',
  attempt: 1,
  seq: 1,
  series: {
    a: { step: [1, 2], time: [10, 20], value: [0.5, 'NaN'] },
    b: { step: [3], time: [30], value: ['-Infinity'] },
  },
  logs: [{ time: 1, level: 'info', text: 'hi' }],
};

function refusalOf(bytes: Uint8Array): BatchFormatError {
  try {
    decodeBatch(bytes);
  } catch (error) {
    if (error instanceof BatchFormatError) return error;
    throw error;
  }
  throw new Error('it was taken');
}

describe('a batch in binary', () => {
  test('comes back as it was, to the bit, whatever is in it', () => {
    fc.assert(
      fc.property(anyBatch, (batch) => {
        expect(listed(decodeBatch(encodeBatch(batch)) as FloatBatch)).toStrictEqual(listed(batch));
      }),
      { numRuns: 500 },
    );
  });

  test('holds JSON columns as the numbers that they stand for', () => {
    expect(decodeBatch(encodeBatch(SMALL))).toMatchObject({
      series: {
        a: { step: Float64Array.of(1, 2), value: Float64Array.of(0.5, Number.NaN) },
        b: { time: Float64Array.of(30), value: Float64Array.of(Number.NEGATIVE_INFINITY) },
      },
    });
  });

  test('is read from any place in memory, and keeps none of it', () => {
    const bytes = encodeBatch(SMALL);
    for (let offset = 0; offset < 8; offset++) {
      const memory = Buffer.alloc(offset + bytes.length);
      memory.set(bytes, offset);
      const batch = decodeBatch(memory.subarray(offset));
      memory.fill(0xff);
      expect(batch).toStrictEqual(decodeBatch(bytes));
    }
  });

  test('is laid out as documented', () => {
    const bytes = Buffer.from(encodeBatch({ writer: 'w', attempt: 2, seq: 3, series: { x: SMALL.series?.b ?? NONE } }));
    const envelope = '{"writer":"w","attempt":2,"seq":3,"series":[["x",1]]}';
    expect(bytes.toString('latin1', 0, 4)).toBe('LBBT');
    expect([4, 8, 12].map((at) => bytes.readUInt32LE(at))).toEqual([1, envelope.length, 1]);
    expect(bytes.toString('utf8', 16, 16 + envelope.length)).toBe(envelope);
    const columnsAt = 16 + Math.ceil(envelope.length / 8) * 8;
    expect([0, 8, 16].map((at) => bytes.readDoubleLE(columnsAt + at))).toEqual([3, 30, Number.NEGATIVE_INFINITY]);
    expect(bytes).toHaveLength(columnsAt + 24);
  });

  test('is not made of columns of unequal length', () => {
    const series = { a: { step: [1], time: [], value: [1] } };
    expect(() => encodeBatch({ ...SMALL, series })).toThrow(
      'Series "a" has 1 steps, 0 times and 1 values: its columns must be of equal length.',
    );
  });
});

const NONE = { step: [], time: [], value: [] };

describe('bytes that are no batch', () => {
  const whole = encodeBatch(SMALL);
  const columnsAt = whole.length - 3 * 24;

  test('are refused wherever they end too early, by the point that is cut', () => {
    for (let length = 0; length < whole.length; length++) {
      const { message, details } = refusalOf(whole.subarray(0, length));
      expect(message).toMatch(length < columnsAt ? /header|envelope/i : /ends within series "[ab]"/);
      expect(details === undefined).toBe(length < columnsAt);
    }
    expect(refusalOf(whole.subarray(0, columnsAt + 25)).details).toEqual({ series: 'a', column: 'time', index: 1 });
    expect(refusalOf(whole.subarray(0, whole.length - 1)).details).toEqual({ series: 'b', column: 'value', index: 0 });
  });

  test('are refused whichever byte of the header is another', () => {
    for (let at = 0; at < 16; at++) {
      for (const flip of [1, 0x80, 0xff]) {
        const bytes = whole.slice();
        bytes[at] = (bytes[at] as number) ^ flip;
        expect(refusalOf(bytes).message).toMatch(/LBBT|version|envelope/);
      }
    }
  });

  const withEnvelope = (envelope: string, points = 0, more = 0) => {
    const text = new TextEncoder().encode(envelope);
    const bytes = new Uint8Array(16 + Math.ceil(text.length / 8) * 8 + more);
    bytes.set(whole.subarray(0, 8));
    new DataView(bytes.buffer).setUint32(8, text.length, true);
    new DataView(bytes.buffer).setUint32(12, points, true);
    bytes.set(text, 16);
    return bytes;
  };

  test.each<[string, Uint8Array, string]>([
    ['of another version', Uint8Array.from(whole, (byte, at) => (at === 4 ? 2 : byte)), 'version 2 are not known'],
    ['with an envelope that is no JSON', withEnvelope('{"writer"'), 'The envelope is not JSON in UTF-8'],
    ['with an envelope that is no object', withEnvelope('[]'), 'must be a JSON object'],
    ['with columns in the envelope', withEnvelope('{"series":{"a":1}}'), 'must be [["key", points], …]'],
    ['with half a point', withEnvelope('{"series":[["a",0.5]]}'), 'series/0 must be ["key", points], not ["a",0.5]'],
    ['with a negative count', withEnvelope('{"series":[["a",-1]]}'), 'series/0 must be'],
    ['with a key that is a number', withEnvelope('{"series":[[1,1]]}'), 'series/0 must be'],
    ['with a series twice', withEnvelope('{"series":[["a",0],["a",0]]}'), 'names series "a" twice'],
    ['with other counts', withEnvelope('{"series":[["a",2]]}', 1, 24), 'counts 1 points, but the series of the envel'],
    ['with too much', withEnvelope('{"series":[["a",1]]}', 1, 25), '1 bytes follow the last column'],
    ['with a count beyond all bytes', withEnvelope('{"series":[["a",4000000000]]}', 4e9, 8), 'ends within series "a"'],
  ])('are refused: %s', (_name, bytes, message) => {
    expect(refusalOf(bytes).message).toContain(message);
  });
});
