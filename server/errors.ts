import { ERROR_STATUS, type ErrorCode } from '../shared/errors.ts';
import type { JsonTextError } from '../shared/json-text.ts';

/** A failure that the API answers for: a code from the one list, a message for a person, details for a program. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly status: number;
  readonly details: Record<string, unknown> | undefined;

  constructor(code: ErrorCode, message: string, details?: Record<string, unknown>) {
    super(message);
    this.name = 'AppError';
    this.code = code;
    this.status = ERROR_STATUS[code];
    this.details = details;
  }
}

/** SQLite has codes of its own for a full disk, by what it was about to do. */
const DISK_FULL = new Set(['ENOSPC', 'EDQUOT', 'SQLITE_FULL', 'SQLITE_IOERR_SHMSIZE', 'SQLITE_IOERR_WRITE']);

/** Whether something failed because the disk has no space left. */
export const isDiskFull = (error: unknown): boolean => DISK_FULL.has((error as { code?: string } | null)?.code ?? '');

/** A body that was refused before it was parsed, as an answer. */
export function refusedText({ code, message, fields }: JsonTextError): AppError {
  return new AppError(code, message, code === 'invalid' ? { in: 'body', fields } : undefined);
}
