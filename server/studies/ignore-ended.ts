import { AppError } from '../errors.ts';

/** For stopping a run that may end by itself meanwhile, or be taken away: what does not run is stopped. */
export function ignoreEnded(error: unknown): void {
  if (!(error instanceof AppError && ['conflict', 'not_found', 'in_trash'].includes(error.code))) throw error;
}
