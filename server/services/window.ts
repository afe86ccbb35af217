import { AppError } from '../errors.ts';

/** @throws {AppError} `invalid` for a window that ends before it begins */
export function expectForward({ window }: { window?: readonly [number, number] | undefined }): void {
  if (!window || window[0] <= window[1]) return;
  const message = `must go from its lower x to its higher, not from ${window[0]} to ${window[1]}`;
  throw new AppError('invalid', `The window ${message}.`, { fields: [{ path: '/window', message }] });
}
