import { expect, test } from 'vitest';
import { formatBytes } from '../../shared/format-bytes.ts';

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1000, '1 kB'],
  [1024, '1.02 kB'],
  [999_499, '999 kB'],
  [999_500, '1 MB'],
  [26_421_880, '26.4 MB'],
  [1.5e15, '1500 TB'],
])('%i bytes are %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});
