import { AppError } from '../errors.ts';

/** The error for data that differs from what was written; its message names the command that repairs it. */
export const damaged = (what: string) =>
  new AppError('internal', `In the database, ${what}. Stop the server and run: npx lossboard doctor --repair`);

/** Whether SQLite refused to read a page, because the file differs from what was written. */
export function isDamage(error: unknown): boolean {
  const { code = '' } = error as { code?: string };
  return code.startsWith('SQLITE_CORRUPT') || code.startsWith('SQLITE_IOERR') || code === 'SQLITE_NOTADB';
}
