import { type Static, Type } from 'typebox';

/** Every error code of the API with its HTTP status. */
export const ERROR_STATUS = {
  invalid: 400,
  bad_point: 400,
  forbidden_host: 403,
  forbidden_origin: 403,
  not_found: 404,
  method_not_allowed: 405,
  conflict: 409,
  in_trash: 409,
  seq_gap: 409,
  fenced: 410,
  too_large: 413,
  unsupported_media_type: 415,
  dataset_unavailable: 422,
  damaged: 422,
  overloaded: 429,
  internal: 500,
  shutting_down: 503,
  disk_full: 507,
} as const;

export type ErrorCode = keyof typeof ERROR_STATUS;

/** What each code means, for the description of the API. */
export const ERROR_MEANING: Record<ErrorCode, string> = {
  invalid: 'The request is not what was expected; `details.fields` names each bad value.',
  bad_point: 'A value of a batch cannot be stored; `details` names series, column and index.',
  forbidden_host: 'The request names a host that this server is not.',
  forbidden_origin: 'The request comes from a page of another site.',
  not_found: 'There is no such thing.',
  method_not_allowed: 'The path takes other methods; `details.allowed` and the header `Allow` list them.',
  conflict: 'The present state does not allow it.',
  in_trash: 'The run is in the trash: restore it first.',
  seq_gap: 'An earlier batch is missing; `details.expected` is the number of the next one.',
  fenced: 'A newer attempt of the run has taken over.',
  too_large: 'The body is too large, or what it is added to would be.',
  unsupported_media_type: 'The body is in a form that is not read here.',
  dataset_unavailable: 'The data of the run is not there; the message says where to put it.',
  damaged: 'The file is there, but it is not what was written: a disk or another program changed it.',
  overloaded: 'Too much at once: send it again after `Retry-After`.',
  internal: 'A fault of the server.',
  shutting_down: 'The server is about to end: send it again after `Retry-After`.',
  disk_full: 'The disk of the server is full, or nearly.',
};

/** One field that is wrong: where it is (JSON pointer), what was expected, and what was there. */
export const FieldError = Type.Object({
  path: Type.String({ description: 'JSON pointer to the field, "" for the whole body.' }),
  message: Type.String(),
  value: Type.Optional(Type.Unknown()),
});
export type FieldError = Static<typeof FieldError>;

/** The body of every error response. */
export const ErrorBody = Type.Object(
  {
    error: Type.Object({
      code: Type.Enum(Object.keys(ERROR_STATUS) as ErrorCode[], { description: 'For programs.' }),
      message: Type.String({ description: 'For people: the bad value, and what was expected.' }),
      details: Type.Optional(Type.Record(Type.String(), Type.Unknown(), { description: 'By code.' })),
    }),
  },
  { $id: 'ErrorBody', description: 'The one body of every error answer.' },
);
export interface ErrorBody {
  error: { code: ErrorCode; message: string; details?: Record<string, unknown> };
}
