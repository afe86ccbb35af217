import type { Readable } from 'node:stream';

export interface BlobEntry {
  key: string;
  bytes: number;
  /** Milliseconds since the epoch. */
  modifiedAt: number;
}

/** Bytes from `start` up to and without `end`, or to the blob's end. */
export interface ByteRange {
  start: number;
  end?: number;
}

/**
 * Files by key: what is too large for a table.
 *
 * A key is a path of two or more names of letters, digits, `_`, `-` and `.`, joined by `/`, none of which begins with
 * a dot. Every method throws RangeError for another. A blob is there whole or not at all, and readers of one that is
 * replaced or removed go on reading what they began with.
 */
export interface BlobStore {
  /**
   * Stores a blob, in place of one of the same key; it is on disk when this resolves. With `ifAbsent`, false and
   * nothing changed where there is one: of several at once, one alone is stored. If the content fails, so does this,
   * and nothing has changed.
   */
  put(
    key: string,
    content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
    options?: { ifAbsent?: boolean },
  ): Promise<boolean>;
  /**
   * The content of a blob; undefined where there is none. Of a range, what lies beyond the blob's end is left out.
   *
   * @throws {RangeError} for a range that does not begin at a byte before its end
   */
  get(key: string, range?: ByteRange): Promise<Readable | undefined>;
  /** The blobs whose keys begin with `prefix`, which ends in `/`, in no particular order. */
  list(prefix: string): AsyncIterable<BlobEntry>;
  /** Gives a blob another key of the same folder, at once and in place of one that is there; false, and nothing changed, where there is none. */
  rename(key: string, to: string): Promise<boolean>;
  /** Removes one blob, or, for a prefix that ends in `/`, all whose keys begin with it. One that is not there is no error. */
  remove(keyOrPrefix: string): Promise<void>;
}

/** Blobs that are files of this machine, which threads read and write in place. */
export interface LocalBlobs extends BlobStore {
  /** The path of a blob, or of the folder of all whose keys begin with a prefix that ends in `/`; it need not be there. */
  pathOf(keyOrPrefix: string): string;
  /**
   * The path of a blob to read in place; undefined where there is none.
   *
   * @throws {AppError} `damaged` where a link leads out of the blobs
   */
  fileOf(key: string): Promise<string | undefined>;
  /** Removes what a thread began to write below a prefix and did not end: files whose names begin with a dot. */
  removeUnfinished(prefix: string): Promise<void>;
}
