import { type Checksum, crc32 } from './checksum.ts';
import { decodeFrame, encodeFrame, MAGIC } from './frames.ts';
import type { FileSystem } from './host.ts';

export interface Frame {
  text: string;
  position: number;
  next: number;
}

/** A file of frames, the first of which describes it; frames are only added at its end. */
export interface FrameFile {
  readonly first: string;
  /** Where the next frame will be written. */
  readonly end: number;
  /** False when the disk refused it; the file then is as it was. */
  append(text: string, maxBytes: number): Frame | undefined;
  at(position: number): Frame | undefined;
  /** All frames after the first, up to the end or the first damaged one. */
  frames(): Frame[];
  /** Forgets all frames but the first. */
  clear(): void;
  close(): void;
}

/** Starts a new file. Throws what the file system throws, also when the file exists. */
export function createFrameFile(files: FileSystem, path: string, first: string, checksum: Checksum = crc32): FrameFile {
  const file = files.openSync(path, 'wx+', 0o600);
  files.writeSync(file, MAGIC, 0, MAGIC.length, 0);
  const frame = encodeFrame(first, checksum);
  files.writeSync(file, frame, 0, frame.length, MAGIC.length);
  return frameFile(files, file, checksum, { text: first, position: MAGIC.length, next: MAGIC.length + frame.length });
}

/** Opens an existing file; undefined when it is of another kind or its first frame is damaged. */
export function openFrameFile(files: FileSystem, path: string, checksum: Checksum = crc32): FrameFile | undefined {
  const file = files.openSync(path, 'r+');
  const magic = readAt(files, file, 0, MAGIC.length);
  const whole = magic.length === MAGIC.length && MAGIC.every((byte, i) => magic[i] === byte);
  const first = whole
    ? decodeFrame((position, length) => readAt(files, file, position, length), MAGIC.length, checksum)
    : undefined;
  if (first) return frameFile(files, file, checksum, { ...first, position: MAGIC.length });
  files.closeSync(file);
  return undefined;
}

function frameFile(files: FileSystem, file: number, checksum: Checksum, first: Frame): FrameFile {
  const at = (position: number): Frame | undefined => {
    const frame = decodeFrame((start, length) => readAt(files, file, start, length), position, checksum);
    return frame && { ...frame, position };
  };
  let end = first.next;

  return {
    first: first.text,
    get end() {
      return end;
    },
    append(text, maxBytes) {
      const bytes = encodeFrame(text, checksum);
      if (end + bytes.length > maxBytes) return undefined;
      try {
        if (files.writeSync(file, bytes, 0, bytes.length, end) < bytes.length) return undefined;
      } catch {
        return undefined; // no space left, or the folder is gone; what was half written is overwritten by the next frame
      }
      const frame = { text, position: end, next: end + bytes.length };
      end = frame.next;
      return frame;
    },
    at,
    frames() {
      const found: Frame[] = [];
      for (let frame = at(first.next); frame; frame = at(frame.next)) found.push(frame);
      end = found.at(-1)?.next ?? first.next;
      return found;
    },
    clear() {
      end = first.next;
      try {
        files.ftruncateSync(file, end);
      } catch {
        // frames that stay are sent once more by a later start, as duplicates that change nothing
      }
    },
    close: () => files.closeSync(file),
  };
}

function readAt(files: FileSystem, file: number, position: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  return bytes.subarray(0, files.readSync(file, bytes, 0, length, position));
}
