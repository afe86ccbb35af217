import { createHash } from 'node:crypto';
import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import {
  type CheckpointBlock as Block,
  type CheckpointHead,
  type CheckpointPlace,
  headLength,
  CHECKPOINT_MAGIC as MAGIC,
  CHECKPOINT_PREFIX_BYTES as PREFIX_BYTES,
  parseHead,
} from '../../shared/training/checkpoint-head.ts';
import { DIGEST_BYTES } from '../../shared/training/run-files.ts';
import type { StartMode } from '../../shared/training/run-start.ts';
import type { Floats } from '../engine/floats.ts';
import type { TrainingState } from '../engine/state.ts';
import type { TrainingMemory } from './training-memory.ts';
import { writeWhole } from './whole-file.ts';

const VERSION = 3;
/** Files from before recording and watching were saved too. */
const WITHOUT_MEMORY = 2;

/** All that a training needs to continue as if it had not stopped. */
export interface Checkpoint {
  place: CheckpointPlace;
  state: TrainingState;
  /** The losses that the schedule has observed; empty for one that depends on time alone. */
  schedule: Floats;
  /** Null in files of version 2. */
  memory: TrainingMemory | null;
  /** Of the parameters, by name; without those that a file has no shapes of. */
  shapes?: Record<string, readonly number[]>;
}

/** A saved state, and what a training takes of it. */
export interface TrainingStart {
  checkpoint: Checkpoint;
  /**
   * resume: all of it, so that the numbers are those of a training that was never interrupted. fork: all that fits
   * another configuration, from the same step on. warm: parameters by their names, for a training from step 0.
   */
  mode: StartMode;
  /** What differs from where the state comes from, in words: marked with what does not fit. */
  warnings?: readonly string[];
}

/** A file that is no checkpoint, is of another version, or was damaged. */
export class CheckpointError extends Error {
  override name = 'CheckpointError';
}

interface Header extends CheckpointHead {
  optimizer: { steps: number; slots: number };
  randomPosition: number;
  memory?: TrainingMemory | null;
}

/**
 * Saves a checkpoint whole or not at all.
 *
 * Layout  "LBCK", version and header length as little-endian u32, header as JSON, the blocks one
 *         after another as little-endian floats, SHA-256 of all before it
 */
export function writeCheckpoint(file: string, checkpoint: Checkpoint): { bytes: number } {
  const bytes = encodeCheckpoint(checkpoint);
  writeWhole(file, bytes);
  return { bytes: bytes.length };
}

/** @throws {CheckpointError} when the file is not a whole checkpoint of this version */
export function readCheckpoint(file: string): Checkpoint {
  return decodeCheckpoint(readFileSync(file), file);
}

/** What a checkpoint says of itself, read without its arrays and without its checksum; undefined for a file that is none. */
export function readHead(file: string): CheckpointHead | undefined {
  const descriptor = openSync(file, 'r');
  try {
    const read = (length: number, at: number) => {
      const bytes = new Uint8Array(length);
      return bytes.subarray(0, readSync(descriptor, bytes, 0, length, at));
    };
    const length = headLength(read(PREFIX_BYTES, 0));
    return length === undefined ? undefined : parseHead(read(length, PREFIX_BYTES));
  } finally {
    closeSync(descriptor);
  }
}

export function encodeCheckpoint({ place, state, schedule, memory, shapes = {} }: Checkpoint): Uint8Array {
  const blocks = listBlocks(state, schedule, shapes);
  const header: Header = {
    place,
    optimizer: { steps: state.optimizer.steps, slots: state.optimizer.slots.length },
    randomPosition: state.randomPosition,
    memory,
    blocks: blocks.map(({ data, ...block }) => block),
  };
  const text = Buffer.from(JSON.stringify(header));
  const prefix = Buffer.alloc(PREFIX_BYTES);
  prefix.write(MAGIC, 'latin1');
  prefix.writeUInt32LE(VERSION, 4);
  prefix.writeUInt32LE(text.length, 8);
  const parts = [
    prefix,
    text,
    ...blocks.map(({ data }) => new Uint8Array(data.buffer, data.byteOffset, data.byteLength)),
  ];
  return Buffer.concat([...parts, digest(parts)]);
}

export function decodeCheckpoint(bytes: Uint8Array, name = 'the file'): Checkpoint {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (buffer.length < PREFIX_BYTES + DIGEST_BYTES || buffer.toString('latin1', 0, 4) !== MAGIC) {
    throw new CheckpointError(`${name} is not a checkpoint: it does not start with "${MAGIC}"`);
  }
  const version = buffer.readUInt32LE(4);
  if (version !== VERSION && version !== WITHOUT_MEMORY)
    throw new CheckpointError(
      `${name} is a checkpoint of version ${version}, expected ${VERSION} or ${WITHOUT_MEMORY}`,
    );
  const end = buffer.length - DIGEST_BYTES;
  if (!digest([buffer.subarray(0, end)]).equals(buffer.subarray(end))) {
    throw new CheckpointError(`${name} is damaged: its SHA-256 does not fit its content`);
  }
  const payload = PREFIX_BYTES + buffer.readUInt32LE(8);
  const header = JSON.parse(buffer.toString('utf8', PREFIX_BYTES, payload)) as Header;
  return { place: header.place, ...readState(header, buffer, payload), memory: header.memory ?? null };
}

function listBlocks(
  { parameters, buffers, optimizer, gradients = {} }: TrainingState,
  schedule: Floats,
  shapes: NonNullable<Checkpoint['shapes']>,
): (Block & { data: Floats })[] {
  const owned = (owner: Block['owner'], record: Record<string, Floats>) =>
    Object.entries(record).map(([name, data]) => {
      const type = data instanceof Float64Array ? ('float64' as const) : ('float32' as const);
      const shape = owner === 'parameters' ? shapes[name] : undefined;
      return { owner, name, type, length: data.length, ...(shape && { shape: [...shape] }), data };
    });
  return [
    ...owned('parameters', parameters),
    ...owned('buffers', buffers),
    ...owned('gradients', gradients),
    ...optimizer.slots.flatMap((slot, index) => owned(index, slot)),
    ...owned('optimizer', { extra: optimizer.extra }),
    ...owned('schedule', { seen: schedule }),
  ];
}

function readState(
  { optimizer, randomPosition, blocks }: Header,
  bytes: Buffer,
  payload: number,
): Omit<Checkpoint, 'place' | 'memory'> {
  const slots: Record<string, Floats>[] = Array.from({ length: optimizer.slots }, () => ({}));
  const owned: Record<Exclude<Block['owner'], number>, Record<string, Floats>> = {
    parameters: {},
    buffers: {},
    gradients: {},
    optimizer: {},
    schedule: {},
  };
  let at = payload;
  for (const { owner, name, type, length } of blocks) {
    const kind = type === 'float64' ? Float64Array : Float32Array;
    const size = length * kind.BYTES_PER_ELEMENT;
    const copy = new Uint8Array(bytes.subarray(at, at + size)); // blocks need not start at a multiple of their element size
    const target = typeof owner === 'number' ? slots[owner] : owned[owner];
    target[name] = new kind(copy.buffer, 0, length);
    at += size;
  }
  const { parameters, buffers, gradients } = owned;
  const { extra } = owned.optimizer;
  const state = {
    parameters,
    buffers,
    optimizer: { steps: optimizer.steps, slots, extra },
    randomPosition,
    ...(Object.keys(gradients).length > 0 && { gradients }),
  };
  const shapes = Object.fromEntries(blocks.flatMap(({ name, shape }) => (shape ? [[name, shape] as const] : [])));
  return { state, schedule: owned.schedule.seen, shapes };
}

function digest(parts: readonly Uint8Array[]): Buffer {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
}
