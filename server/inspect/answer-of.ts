import type { ErrorCode, FieldError } from '../../shared/errors.ts';
import type { InspectedNetwork, InspectKind, InspectWork } from '../../worker/thread/inspect-task.ts';
import { AppError } from '../errors.ts';
import type { Ask } from './inspect-pool.ts';

const RETRY_AFTER_SECONDS = 2;

/** The answer to a question about a network. */
export type AnswerOf = <Kind extends InspectKind>(
  network: InspectedNetwork,
  kind: Kind,
  request: InspectWork[Kind]['request'],
  signal?: AbortSignal,
) => Promise<InspectWork[Kind]['answer']>;

/**
 * Puts questions to the thread, and throws what it cannot answer.
 *
 * @throws {AppError} `overloaded` where too many wait, `shutting_down`, or what the thread says is wrong
 * @throws the signal's reason once it is aborted
 */
export function answersOf(ask: Ask): AnswerOf {
  return async (network, kind, request, signal) => {
    const outcome = await ask(network, kind, request, signal);
    if (outcome === 'closed') throw new AppError('shutting_down', 'The server is shutting down.');
    if (outcome === 'overloaded')
      throw new AppError('overloaded', 'Too many questions wait for their answers: ask again in a while.', {
        retryAfterSeconds: RETRY_AFTER_SECONDS,
      });
    if ('problem' in outcome) throw asAppError(outcome.problem);
    return outcome.answer;
  };
}

function asAppError({
  code,
  message,
  path,
}: {
  code: ErrorCode;
  message: string;
  path?: string | undefined;
}): AppError {
  if (path === undefined) return new AppError(code, message);
  const fields: FieldError[] = [{ path, message }];
  return new AppError(code, `body ${path} ${message}.`, { in: 'body', fields });
}
