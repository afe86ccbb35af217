import { Transform } from 'node:stream';
import type { preParsingHookHandler } from 'fastify';
import { AppError } from '../errors.ts';

const RETRY_AFTER_SECONDS = 1;

/** Bodies of so many bytes are counted as if they were there already, which costs less than to measure them. */
const SMALL_BYTES = 1024 ** 2;

/**
 * Bounds the bytes of all bodies that are being read or worked on at once, as they are once inflated.
 * A body for which there is no room is refused before it is read, one that has grown beyond it amid
 * reading; one alone is always let in, so that what can be sent at all can be sent.
 *
 * What the slow sender of a large one has yet to send takes no room from others.
 */
export function createBodyBudget(maxBytes: number): preParsingHookHandler {
  let held = 0;

  return (request, reply, payload, done) => {
    let own = 0;
    reply.raw.once('close', () => {
      held -= own;
    });

    function hold(bytes: number): AppError | null {
      if (held + bytes > maxBytes && held > own) return overloaded();
      held += bytes;
      own += bytes;
      return null;
    }

    const { 'content-length': length, 'content-encoding': encoding } = request.headers;
    const expected = Number(length ?? 0);
    if (held + expected > maxBytes && held > 0) return done(overloaded());
    if (length !== undefined && encoding === undefined && expected <= SMALL_BYTES) return done(hold(expected), payload);
    const measure = new Transform({
      transform: (chunk: Buffer, _, next) => {
        const refusal = hold(chunk.length);
        if (refusal) request.raw.unpipe().resume(); // what is still to come is not even inflated
        next(refusal, chunk);
      },
    });
    Object.defineProperty(measure, 'receivedEncodedLength', {
      get: () => (payload as { receivedEncodedLength?: number }).receivedEncodedLength,
    });
    payload.on('error', (error) => measure.destroy(error));
    done(null, payload.pipe(measure));
  };
}

const overloaded = () =>
  new AppError('overloaded', 'Too much is being sent at once: send it again a little later.', {
    retryAfterSeconds: RETRY_AFTER_SECONDS,
  });
