/** Where the files that a training leaves are among the blobs: each key begins with this. */
export const runFolder = (run: string) => `checkpoints/${run}/`;

/** The computational graph of the first step, as JSON. */
export const GRAPH_FILE = 'graph.json';

/** The evaluation on the test set, as JSON. */
export const EVALUATION_FILE = 'evaluation.json';

/** What the network predicts in the plane of two inputs, at moments along the training. */
export const BOUNDARY_FILE = 'boundary.lbdf';

/** A checkpoint ends with the SHA-256 of all before it, in this many bytes. */
export const DIGEST_BYTES = 32;

/** The checkpoint of another run that a training begins with. */
export const START_FILE = 'start.lbck';

export const checkpointFile = (step: number) => `step-${step}.lbck`;

/**
 * A checkpoint that is kept until somebody deletes it. Its name alone says so: one rename pins it, which either finds
 * the file or comes too late, whatever the training thread removes at that moment.
 */
export const pinnedFile = (step: number) => `pinned-${step}.lbck`;

const CHECKPOINT = /^(step|pinned)-(\d+)\.lbck$/;

/** The parameters alone, at a moment along the training: a point of its path. */
export const pathFile = (step: number) => `path-${step}.lbck`;

const PATH = /^path-(\d+)\.lbck$/;

/** The step of a point of the path by the name of its file; undefined for a file that is none. */
export function pathStep(file: string): number | undefined {
  const digits = PATH.exec(file)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** The step of a checkpoint by the name of its file; undefined for a file that is none. */
export function checkpointStep(file: string): number | undefined {
  const digits = CHECKPOINT.exec(file)?.[2];
  return digits === undefined ? undefined : Number(digits);
}

export function isPinnedFile(file: string): boolean {
  return CHECKPOINT.exec(file)?.[1] === 'pinned';
}
