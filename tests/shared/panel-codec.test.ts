import { expect, test } from 'vitest';
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
  ['of another version', (bytes) => bytes.with(4, 9), /version 9 .* only 1/],
  ['whose envelope is cut short', (bytes) => bytes.subarray(0, 40), /but there are 40/],
  ['whose columns are cut short', (bytes) => bytes.subarray(0, -1), /cannot be read/],
  ['whose envelope is no JSON', (bytes) => bytes.with(12, 0), /cannot be read/],
])('bytes %s are refused', (_, damage, message) => {
  const decode = () => decodePanels(damage(encodePanels(answer)));
  expect(decode).toThrow(PanelFormatError);
  expect(decode).toThrow(message);
});
