import {
  type BoundaryHeader,
  encodeBoundaryFrame,
  encodeBoundaryStart,
  FIELD_SIDE,
} from '../../shared/inspect/boundary-file.ts';
import type { Splits } from '../data/examples.ts';
import type { Sequential } from '../engine/layers/sequential.ts';
import { fieldOf, hasField, planeOf } from './decision-field.ts';
import type { Objective } from './objective.ts';

/** Fields of a run, at most. */
const MOST = 96;
/** Fewer make no film. */
const FEWEST = 4;
/** All fields of a run may take so much of its own work, or what a core does in about half a second. */
const SHARE_OF_WORK = 0.05;
const FREE_FLOPS = 1e10;
/** A backward pass costs about twice a forward one. */
const PASSES = 3;

/** Where fields are written, one after the other. */
export interface BoundaryFileWriter {
  /** Goes on with what is there, or begins; fields after a step are removed. */
  begin(start: Uint8Array, lastStep: number): void;
  append(frame: Uint8Array): void;
}

export interface BoundaryWatchOptions {
  model: Sequential;
  objective: Objective;
  splits: Splits;
  totalSteps: number;
  batchSize: number;
  file: BoundaryFileWriter;
}

/** Keeps what the network predicts in the plane of its two inputs, at the start and at moments along the training. */
export class BoundaryWatch {
  readonly #options: BoundaryWatchOptions;
  readonly #moments: ReadonlySet<number>;
  readonly #header: BoundaryHeader | null = null;
  readonly #start: Uint8Array | null = null;

  constructor(options: BoundaryWatchOptions) {
    this.#options = options;
    this.#moments = momentsOf(options);
    if (this.#moments.size === 0) return;
    const { header, points } = planeOf(options.splits);
    this.#header = header;
    this.#start = encodeBoundaryStart(header, points);
  }

  /** Begins after so many steps; those of a training that goes on were kept by the one before. */
  start(done: number): void {
    if (!this.#start) return;
    this.#options.file.begin(this.#start, done);
    if (done === 0) this.#keep(0);
  }

  step(step: number): void {
    if (this.#moments.has(step)) this.#keep(step);
  }

  #keep(step: number): void {
    const { model, objective, splits, file } = this.#options;
    if (this.#header)
      file.append(encodeBoundaryFrame({ step, cells: fieldOf(model, objective, splits, this.#header) }));
  }
}

/** The steps after which a field is kept: half of them close together at the start, half evenly; none where they would cost too much. */
function momentsOf({ model, splits, totalSteps, batchSize }: BoundaryWatchOptions): ReadonlySet<number> {
  if (!hasField(splits)) return new Set();
  const flops = 2 * model.parameters.count;
  const work = PASSES * flops * totalSteps * Math.min(batchSize, splits.train.count);
  const affordable = Math.floor(Math.max(FREE_FLOPS, SHARE_OF_WORK * work) / (flops * FIELD_SIDE ** 2));
  const count = Math.min(MOST, affordable);
  return count < FEWEST ? new Set() : spread(totalSteps, Math.floor(count / 2));
}

/** Twice `half` steps from 1 to `total`, by equal ratios and by equal distances. */
export function spread(total: number, half: number): Set<number> {
  const shares = Array.from({ length: half }, (_, index) => (index + 1) / half);
  const steps = shares.flatMap((share) => [Math.round(total ** share), Math.ceil(total * share)]);
  return new Set(steps.sort((a, b) => a - b));
}
