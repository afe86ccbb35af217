import type { ErrorCode } from '../../shared/errors.ts';

/** What cannot be inspected, or not in this way, as the API answers it: an error would lose its class between threads. */
export class InspectError extends Error {
  override name = 'InspectError';
  readonly code: ErrorCode;
  /** JSON pointer to what is wrong in the request's body. */
  readonly path: string | undefined;

  constructor(code: ErrorCode, message: string, path?: string) {
    super(message);
    this.code = code;
    this.path = path;
  }
}
