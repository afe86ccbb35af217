import { AppError } from '../../../errors.ts';
import type { Db } from '../../sqlite.ts';

/**
 * Commits pieces of work together, in one transaction, one outcome each in the same order.
 *
 * Work that throws an AppError has written nothing and fails alone. If the transaction itself fails,
 * `undo` is called and each piece is tried in a transaction of its own, so that one which cannot be stored
 * does not make the others fail.
 */
export function createSharedTransaction(db: Db) {
  const together = db.transaction(<Out>(work: readonly (() => Out)[]) => work.map(settle));

  function alone<Out>(piece: () => Out, undo: () => void): Out | { error: AppError } {
    try {
      return together.immediate([piece])[0] as Out | { error: AppError };
    } catch (error) {
      undo();
      return { error: storageError(error) };
    }
  }

  return <Out>(work: readonly (() => Out)[], undo: () => void): (Out | { error: AppError })[] => {
    const eachAlone = () => work.map((piece) => alone(piece, undo));
    if (work.length === 1) return eachAlone();
    try {
      return together.immediate(work) as (Out | { error: AppError })[];
    } catch {
      undo(); // the error comes again below, for the piece that causes it
      return eachAlone();
    }
  };
}

function settle<Out>(piece: () => Out): Out | { error: AppError } {
  try {
    return piece();
  } catch (error) {
    if (error instanceof AppError && error.code !== 'internal') return { error };
    throw error;
  }
}

/** An error of the database as the outcome of one piece. */
export function storageError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const { code = '', message } = error as { code?: string; message: string };
  if (code.startsWith('SQLITE_FULL')) return new AppError('disk_full', 'The disk is full; nothing was stored.');
  const failure = new AppError('internal', `The batch could not be stored: ${message}`);
  failure.cause = error;
  return failure;
}
