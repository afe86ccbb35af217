import type { Parameters } from '../engine/parameters.ts';
import { spread } from './boundary-watch.ts';

/** Points of a path, at most. */
const MOST = 24;
/** All of them together, at most. */
const MOST_BYTES = 8 * 1024 ** 2;
/** Fewer show no way. */
const FEWEST = 4;

/** Where points of a path are kept. */
export interface PathFiles {
  /** Removes those after a step, which an attempt before left. */
  begin(lastStep: number): void;
  save(step: number, parameters: Parameters): void;
}

/** Keeps the parameters of a network at moments along its training, so that its way over the loss can be drawn. */
export class PathWatch {
  readonly #parameters: Parameters;
  readonly #files: PathFiles;
  readonly #moments: ReadonlySet<number>;

  constructor(parameters: Parameters, totalSteps: number, files: PathFiles) {
    this.#parameters = parameters;
    this.#files = files;
    const bytes = parameters.all.reduce((sum, { value }) => sum + value.data.byteLength, 0);
    const count = Math.min(MOST, Math.floor(MOST_BYTES / bytes));
    this.#moments = count < FEWEST ? new Set() : spread(totalSteps, Math.floor(count / 2));
  }

  /** Begins after so many steps. */
  start(done: number): void {
    this.#files.begin(done);
  }

  step(step: number): void {
    if (this.#moments.has(step)) this.#files.save(step, this.#parameters);
  }
}
