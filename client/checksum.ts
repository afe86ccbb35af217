/** CRC-32 as in zlib, of a whole frame. */
export type Checksum = (bytes: Uint8Array) => number;

const POLYNOMIAL = 0xedb88320; // reflected

/** Eight tables one after the other: the k-th advances a byte by k further bytes. */
const TABLES = tables();

function tables(): Uint32Array {
  const all = new Uint32Array(8 * 256);
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1;
    all[byte] = crc;
  }
  for (let at = 256; at < all.length; at++) {
    const before = all[at - 256] as number;
    all[at] = (before >>> 8) ^ (all[before & 0xff] as number);
  }
  return all;
}

/**
 * CRC-32 of zlib (reflected polynomial 0xEDB88320), where the runtime has none of its own.
 *
 * Eight bytes at a time: their eight look-ups do not wait for each other.
 * Source: Kounavis & Berry, "A Systematic Approach to Building High Performance Software-based CRC Generators" (2005)
 */
export function crc32(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { length } = bytes;
  let crc = -1;
  let i = 0;
  for (; i + 8 <= length; i += 8) {
    const low = crc ^ view.getUint32(i, true);
    const high = view.getUint32(i + 4, true);
    crc =
      entry(7, low & 0xff) ^
      entry(6, (low >>> 8) & 0xff) ^
      entry(5, (low >>> 16) & 0xff) ^
      entry(4, low >>> 24) ^
      entry(3, high & 0xff) ^
      entry(2, (high >>> 8) & 0xff) ^
      entry(1, (high >>> 16) & 0xff) ^
      entry(0, high >>> 24);
  }
  for (; i < length; i++) crc = entry(0, (crc ^ view.getUint8(i)) & 0xff) ^ (crc >>> 8);
  return (crc ^ -1) >>> 0;
}

function entry(table: number, byte: number): number {
  return TABLES[(table << 8) | byte] as number;
}
