import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ERROR_STATUS, type ErrorBody, type ErrorCode } from '../../shared/errors.ts';
import { JsonTextError } from '../../shared/json-text.ts';
import { AppError, isDiskFull, refusedText } from '../errors.ts';

/** Turns every failure of a request into the one error body. An unexpected error is logged, and its message is not sent. */
export function handleErrors(app: FastifyInstance): void {
  app.setErrorHandler<FastifyError>((error, request, reply) => answerError(error, request, reply));
}

export function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const known = error instanceof AppError ? error : translate(error as FastifyError);
  if (!known) request.log.error(error);
  const { code, message, details } =
    known ?? new AppError('internal', 'Something went wrong inside Lossboard; its log says what.');
  const retryAfter = details?.retryAfterSeconds;
  if (typeof retryAfter === 'number') reply.header('retry-after', retryAfter);
  const body: ErrorBody = { error: { code, message, ...(details && { details }) } };
  return reply.code(ERROR_STATUS[code]).type('application/json; charset=utf-8').send(body);
}

/** What the framework itself refuses, and a full disk. Undefined for a fault of ours. */
function translate(error: FastifyError): AppError | undefined {
  if (error instanceof JsonTextError) return refusedText(error);
  if (isDiskFull(error))
    return new AppError('disk_full', 'The disk is full; nothing was changed. Free some space, then try again.');
  const code = CODES[error.code];
  if (code) return new AppError(code, error.message);
  const status = error.statusCode ?? 500;
  return status >= 400 && status < 500 ? new AppError('invalid', error.message, { fields: [] }) : undefined;
}

const CODES: Record<string, ErrorCode> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'too_large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported_media_type',
  FST_CP_ERR_INVALID_CONTENT_ENCODING: 'unsupported_media_type',
};
