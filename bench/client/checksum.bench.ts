import { crc32 as ofZlib } from 'node:zlib';
import { type Checksum, crc32 } from '../../client/checksum.ts';
import { higher, pairTable } from '../pairs.ts';
import type { Benchmark } from '../table.ts';

/** About a batch of the client. */
const BYTES = 256 * 1024;
const ROUNDS = 7;
const ROUND_MS = 100;

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  return crc;
});

/** The usual form, a byte at a time, which the client had before. */
function byteByByte(bytes: Uint8Array): number {
  let crc = -1;
  for (const byte of bytes) crc = (TABLE[(crc ^ byte) & 0xff] as number) ^ (crc >>> 8);
  return (crc ^ -1) >>> 0;
}

/** The best of several rounds, in MB/s; the sides take turns, so that a busy machine is busy for all. */
function speeds(sides: Checksum[]): number[] {
  const bytes = Uint8Array.from({ length: BYTES }, (_, i) => (i * 2654435761) >>> 24);
  const best = sides.map(() => 0);
  for (let round = 0; round < ROUNDS; round++) {
    for (const [side, checksum] of sides.entries()) {
      const started = performance.now();
      let done = 0;
      while (performance.now() - started < ROUND_MS) {
        checksum(bytes);
        done += BYTES;
      }
      best[side] = Math.max(best[side] ?? 0, done / 1e3 / (performance.now() - started));
    }
  }
  return best;
}

const benchmark: Benchmark = {
  what: 'the checksum of a spool frame, best of 7 rounds',
  async run() {
    const [zlib = 0, sliced = 0, bytewise = 0] = speeds([ofZlib, crc32, byteByByte]);
    const pairs = [
      higher('node:zlib', 'MB/s', zlib, 'a byte at a time', bytewise),
      higher('eight bytes at a time', 'MB/s', sliced, 'a byte at a time', bytewise),
    ];
    return [pairTable('Checksum', pairs)];
  },
};
export default benchmark;
