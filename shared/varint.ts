/**
 * Signed integers below 2^53 in size as bytes: seven bits a byte, the lowest first, the eighth bit set on all but the last. A
 * number d is written as 2d, or as −2d − 1 where it is negative, so that small ones of either sign are short.
 */
export const LONGEST_VARINT = 8;

/** Writes a number at `at`, and returns where the next one goes. */
export function putVarint(bytes: Uint8Array, at: number, value: number): number {
  let left = value < 0 ? -2 * value - 1 : 2 * value;
  for (; left > 0x7fffffff; left = Math.floor(left / 0x80)) bytes[at++] = (left % 0x80) | 0x80;
  for (; left >= 0x80; left >>>= 7) bytes[at++] = left | 0x80; // bitwise, which is faster, once 31 bits are enough
  bytes[at++] = left;
  return at;
}

/**
 * Reads varints from `from` on, one a call.
 *
 * @throws {RangeError} when the bytes end
 */
export function varints(bytes: Uint8Array, from: number): () => number {
  let at = from;
  return () => {
    let value = 0;
    let unit = 1;
    let byte = 0;
    do {
      if (at >= bytes.length) throw new RangeError(`A column ends after ${bytes.length} bytes, amid its values.`);
      byte = bytes[at++] as number;
      value += (byte & 0x7f) * unit;
      unit *= 0x80;
    } while (byte >= 0x80);
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  };
}
