import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import { AppError } from '../errors.ts';

const MIB = 1024 ** 2;

/**
 * Reads a body, inflated, into one buffer that grows with it. To collect its pieces and join them at its end, as the
 * framework does, holds everybody up for 100 ms when there are 60 MB of them.
 *
 * @throws {AppError} `too_large` for more bytes than `most`; `invalid` for fewer or more than its header names
 */
export function readBytes(payload: Readable, headers: IncomingHttpHeaders, most: number): Promise<Uint8Array> {
  const named = headers['content-length'] === undefined ? undefined : Number(headers['content-length']);
  if (named !== undefined && named > most) return Promise.reject(tooLarge(most));
  const isKnown = named !== undefined && headers['content-encoding'] === undefined;
  const buffer = isKnown ? new ArrayBuffer(named) : new ArrayBuffer(0, { maxByteLength: most });
  const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>();
  let length = 0;

  const stop = (error: Error) => {
    payload.off('data', onData).off('end', onEnd);
    // What is still to come is read and dropped, so that the sender gets to see the answer.
    payload.on('error', () => {}).resume();
    reject(error);
  };
  const onData = (chunk: Buffer) => {
    const after = length + chunk.length;
    if (isKnown && after > named) return stop(otherLength(after, named));
    if (after > most) return stop(tooLarge(most));
    if (after > buffer.byteLength) buffer.resize(Math.min(most, Math.max(after, buffer.byteLength + MIB)));
    new Uint8Array(buffer).set(chunk, length);
    length = after;
  };
  const onEnd = () => {
    const received = (payload as { receivedEncodedLength?: number }).receivedEncodedLength || length;
    if (named !== undefined && received !== named) return reject(otherLength(received, named));
    if (!isKnown) buffer.resize(length);
    resolve(new Uint8Array(buffer));
  };
  payload.on('data', onData).once('end', onEnd).once('error', stop);
  return promise;
}

const tooLarge = (most: number) =>
  new AppError('too_large', `The body is larger than the ${most / MIB} MiB that one request may hold.`);

const otherLength = (received: number, named: number) =>
  new AppError('invalid', `The body has ${received} bytes, not the ${named} of its content-length.`, { fields: [] });
