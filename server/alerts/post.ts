import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isPrivateAddress, PrivateAddressError, publicLookup } from './public-address.ts';

const TIMEOUT_MS = 10_000;

/** A message that was not taken. */
export class DeliveryError extends Error {
  /** Whether sending the same again may have another outcome. */
  readonly canRetry: boolean;

  constructor(message: string, canRetry: boolean) {
    super(message);
    this.name = 'DeliveryError';
    this.canRetry = canRetry;
  }
}

export interface PostOptions {
  /** Whether addresses of this machine and of the networks around it may be sent to. */
  allowPrivate: boolean;
  timeoutMs?: number;
}

/**
 * Sends JSON to an address, and follows no redirect, which could lead to where the address itself may not.
 *
 * @throws {DeliveryError} when it is not taken, also when it is a private address that is not allowed
 */
export async function postJson(
  address: string,
  body: string,
  headers: Record<string, string>,
  { allowPrivate, timeoutMs = TIMEOUT_MS }: PostOptions,
): Promise<void> {
  const url = new URL(address);
  const literal = url.hostname.replace(/^\[|\]$/g, '');
  if (!allowPrivate && /^[\d.]+$|:/.test(literal) && isPrivateAddress(literal))
    throw new DeliveryError(`${literal} is a private address; the operator may allow those`, false);

  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
  const request = send(url, {
    method: 'POST',
    agent: false,
    signal: AbortSignal.timeout(timeoutMs),
    headers: {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      'user-agent': 'Lossboard',
      ...headers,
    },
    ...(!allowPrivate && { lookup: publicLookup }),
  });
  request.on('response', (response) => {
    resolve(response.statusCode ?? 0);
    response.destroy(); // what it says is not read
  });
  request.on('error', reject);
  request.end(body);
  const status = await promise.catch((error: NodeJS.ErrnoException) => {
    throw failureOf(error, timeoutMs);
  });
  if (status >= 200 && status < 300) return;
  throw new DeliveryError(`answered ${status}`, status === 408 || status === 425 || status === 429 || status >= 500);
}

function failureOf(error: NodeJS.ErrnoException, timeoutMs: number): DeliveryError {
  if (error instanceof PrivateAddressError)
    return new DeliveryError(`${error.message}; the operator may allow those`, false);
  if (error.name === 'AbortError' || error.name === 'TimeoutError')
    return new DeliveryError(`gave no answer within ${timeoutMs / 1000} s`, true);
  return new DeliveryError(error.message || (error.code ?? 'could not be reached'), true);
}
