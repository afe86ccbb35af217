import { type Static, Type } from 'typebox';
import { Task } from '../training/dataset.ts';

/** Cells of a field along each side. */
export const FIELD_SIDE = 64;
/** More classes would leave too few levels of confidence in a byte. */
export const MAX_FIELD_CLASSES = 32;

const MAGIC = 'LBDF';
const VERSION = 1;
const PREFIX_BYTES = 12; // magic, version, length of the header
const STEP_BYTES = 4;
const NUMBERS_A_POINT = 3;

const Interval = Type.Tuple([Type.Number(), Type.Number()]);

/** What fields show, in the units of the data. */
export const BoundaryHeader = Type.Object({
  side: Type.Integer(),
  x: Interval,
  y: Interval,
  names: Type.Union([Type.Array(Type.String()), Type.Null()]),
  task: Task,
  /** Number of classes; 1 for values. */
  outputs: Type.Integer(),
  classNames: Type.Union([Type.Array(Type.String()), Type.Null()]),
  /** Of the values that the bytes 0 and 255 stand for; null for classes. */
  range: Type.Union([Interval, Type.Null()]),
  points: Type.Object({ train: Type.Integer(), validation: Type.Integer(), test: Type.Integer() }),
});
export type BoundaryHeader = Static<typeof BoundaryHeader>;

export type PointSet = keyof BoundaryHeader['points'];

/** What a network predicts in the plane after a step, a byte a cell, row by row from the lowest y. */
export interface BoundaryFrame {
  step: number;
  cells: Uint8Array;
}

/** x, y and class or value of each example, in this order of sets. */
export const POINT_SETS: readonly PointSet[] = ['train', 'validation', 'test'];

export interface BoundaryFile {
  header: BoundaryHeader;
  /** x, y and class or value, a point after the other, by set. */
  points: Record<PointSet, Float32Array>;
  frames: BoundaryFrame[];
}

/**
 * The start of a file of fields: what all frames share. Frames are appended to it.
 *
 * Layout  "LBDF", version and header length as little-endian u32, header as JSON padded to whole words, the points as
 *         little-endian float32; then each frame: its step as u32, its cells
 */
export function encodeBoundaryStart(header: BoundaryHeader, points: BoundaryFile['points']): Uint8Array {
  const text = new TextEncoder().encode(padded(JSON.stringify(header)));
  const numbers = POINT_SETS.reduce((sum, set) => sum + points[set].length, 0);
  const bytes = new Uint8Array(PREFIX_BYTES + text.length + 4 * numbers);
  const view = new DataView(bytes.buffer);
  bytes.set(new TextEncoder().encode(MAGIC));
  view.setUint32(4, VERSION, true);
  view.setUint32(8, text.length, true);
  bytes.set(text, PREFIX_BYTES);
  let at = PREFIX_BYTES + text.length;
  for (const set of POINT_SETS)
    for (const value of points[set]) {
      view.setFloat32(at, value, true);
      at += 4;
    }
  return bytes;
}

export function encodeBoundaryFrame({ step, cells }: BoundaryFrame): Uint8Array {
  const bytes = new Uint8Array(STEP_BYTES + cells.length);
  new DataView(bytes.buffer).setUint32(0, step, true);
  bytes.set(cells, STEP_BYTES);
  return bytes;
}

/**
 * Reads a file of fields; a frame that was not written to its end is left out.
 *
 * @throws {RangeError} when it is no such file
 */
export function decodeBoundary(bytes: Uint8Array): BoundaryFile {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < PREFIX_BYTES || new TextDecoder().decode(bytes.subarray(0, 4)) !== MAGIC)
    throw new RangeError(`a file of decision fields starts with "${MAGIC}"`);
  const version = view.getUint32(4, true);
  if (version !== VERSION) throw new RangeError(`a file of decision fields of version ${version}, expected ${VERSION}`);
  let at = PREFIX_BYTES + view.getUint32(8, true);
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(PREFIX_BYTES, at))) as BoundaryHeader;
  const read = (set: PointSet) => {
    const values = new Float32Array(NUMBERS_A_POINT * header.points[set]);
    for (let index = 0; index < values.length; index++, at += 4) values[index] = view.getFloat32(at, true);
    return values;
  };
  const points = { train: read('train'), validation: read('validation'), test: read('test') };
  const frames: BoundaryFrame[] = [];
  const size = STEP_BYTES + header.side ** 2;
  for (; at + size <= bytes.length; at += size)
    frames.push({ step: view.getUint32(at, true), cells: bytes.slice(at + STEP_BYTES, at + size) });
  return { header, points, frames };
}

/** Levels of confidence of each class in a byte. */
export function levelsOf(classes: number): number {
  return Math.floor(256 / classes);
}

/** A cell of classes as a byte: the class, and by how much it leads the next one, from 0 to 1. */
export function encodeCell(index: number, lead: number, classes: number): number {
  const levels = levelsOf(classes);
  return index * levels + Math.min(levels - 1, Math.floor(lead * levels));
}

export function decodeCell(cell: number, classes: number): { index: number; lead: number } {
  const levels = levelsOf(classes);
  return { index: Math.floor(cell / levels), lead: (cell % levels) / (levels - 1) };
}

/** Spaces after JSON, so that what follows begins at a multiple of 4. */
function padded(json: string): string {
  const over = new TextEncoder().encode(json).length % 4;
  return over === 0 ? json : json + ' '.repeat(4 - over);
}
