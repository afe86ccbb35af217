import type { Checksum } from './checksum.ts';

/**
 * The spool's file format: `LBSPOOL1`, then frames of
 * `u32 payload length | u32 CRC-32 of the payload | payload`, little-endian, payload in UTF-8.
 */
export const MAGIC = new TextEncoder().encode('LBSPOOL1');
export const FRAME_HEADER_BYTES = 8;

/** No record comes near this; a longer length field is damage. */
export const MAX_PAYLOAD_BYTES = 64 * 1024 * 1024;

/** One frame around a text. */
export function encodeFrame(text: string, checksum: Checksum): Uint8Array {
  const payload = new TextEncoder().encode(text);
  const frame = new Uint8Array(FRAME_HEADER_BYTES + payload.length);
  const view = new DataView(frame.buffer);
  view.setUint32(0, payload.length, true);
  view.setUint32(4, checksum(payload), true);
  frame.set(payload, FRAME_HEADER_BYTES);
  return frame;
}

/** Reads bytes of a file at a position; shorter at its end. */
export type ReadAt = (position: number, length: number) => Uint8Array;

/** The frame at a position and where the next one starts; undefined at the end of what is whole and undamaged. */
export function decodeFrame(
  readAt: ReadAt,
  position: number,
  checksum: Checksum,
): { text: string; next: number } | undefined {
  const header = readAt(position, FRAME_HEADER_BYTES);
  if (header.length < FRAME_HEADER_BYTES) return undefined;
  const view = new DataView(header.buffer, header.byteOffset);
  const length = view.getUint32(0, true);
  if (length > MAX_PAYLOAD_BYTES) return undefined;
  const payload = readAt(position + FRAME_HEADER_BYTES, length);
  if (payload.length < length || checksum(payload) !== view.getUint32(4, true)) return undefined;
  return { text: new TextDecoder().decode(payload), next: position + FRAME_HEADER_BYTES + length };
}
