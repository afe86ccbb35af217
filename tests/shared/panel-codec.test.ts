import { describe, expect, test } from 'vitest';
import { Column } from '../../shared/column-codec.ts';
import { decodePanels, encodePanels, PanelFormatError } from '../../shared/panel-codec.ts';

const answer = {
  parts: [
    { kind: 'curves', series: [{ key: 'column', last: 'NaN', columns: { step: new Column([1, 2, 4], 'exact') } }] },
    { kind: 'failed', message: 'ä', columns: { column: 'text' } },
    { edges: new Column([], 'exact'), counts: new Column([0.1, 0.3], 'exact') },
  ],
};

test('an answer comes back as it was, its columns as float64 arrays in their places', () => {
  expect(decodePanels(encodePanels(answer))).toEqual({
    parts: [
      { kind: 'curves', series: [{ key: 'column', last: 'NaN', columns: { step: Float64Array.of(1, 2, 4) } }] },
      { kind: 'failed', message: 'ä', columns: { column: 'text' } },
      { edges: new Float64Array(), counts: Float64Array.of(0.1, 0.3) },
    ],
  });
});

test.each<[string, (bytes: Uint8Array) => Uint8Array, RegExp]>([
  ['of another form', (bytes) => bytes.with(0, 1), /"LBPA"/],
  ['too short for a header', (bytes) => bytes.subarray(0, 11), /"LBPA"/],
  ['of another version', (bytes) => bytes.with(4, 9), /version 9 .* only 2/],
  ['whose envelope is cut short', (bytes) => bytes.subarray(0, 40), /but there are 40/],
  ['whose columns are cut short', (bytes) => bytes.subarray(0, -1), /cannot be read/],
  ['whose envelope is no JSON', (bytes) => bytes.with(12, 0), /cannot be read/],
])('bytes %s are refused', (_, damage, message) => {
  const decode = () => decodePanels(damage(encodePanels(answer)));
  expect(decode).toThrow(PanelFormatError);
  expect(decode).toThrow(message);
});

describe('columns of the same values', () => {
  const steps = Array.from({ length: 1000 }, (_, index) => index + (index % 7));
  const curve = (values: number[], precision: 'exact' | 'drawn' = 'exact') => new Column(values, precision);

  test('are sent once', () => {
    const once = encodePanels([curve(steps)]);
    const twice = encodePanels([curve(steps), curve([...steps])]);
    expect(twice.length).toBeLessThan(once.length + 20);
    expect(decodePanels(twice)).toEqual([Float64Array.from(steps), Float64Array.from(steps)]);
  });

  test.each<[string, Column]>([
    ['another value in between', curve(steps.with(400, 0.5))],
    ['one value less', curve(steps.slice(1))],
    ['another precision', curve(steps, 'drawn')],
  ])('with %s are sent apart', (_, other) => {
    const decoded = decodePanels(encodePanels([curve(steps), other, curve(steps)]));
    expect(decoded).toEqual([Float64Array.from(steps), other.values, Float64Array.from(steps)]);
  });

  test('zero and minus zero are not the same', () => {
    const decoded = decodePanels(encodePanels([curve([1, 0, 0, 1]), curve([1, -0, 0, 1])])) as Float64Array[];
    expect(decoded.map((each) => Object.is(each[1], -0))).toEqual([false, true]);
  });

  test('a reference to a column that is not there is refused', () => {
    const bytes = encodePanels([curve(steps), curve(steps)]);
    const text = new TextDecoder('latin1').decode(bytes);
    const broken = bytes.with(text.indexOf('{"column":0}') + 10, '7'.charCodeAt(0));
    expect(() => decodePanels(broken)).toThrow(/no column 7/);
  });
});
