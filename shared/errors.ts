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
  overloaded: 429,
  internal: 500,
  shutting_down: 503,
  disk_full: 507,
} as const;

export type ErrorCode = keyof typeof ERROR_STATUS;

/** One field that is wrong: where it is (JSON pointer), what was expected, and what was there. */
export const FieldError = Type.Object({
  path: Type.String({ description: 'JSON pointer to the field, "" for the whole body.' }),
  message: Type.String(),
  value: Type.Optional(Type.Unknown()),
});
export type FieldError = Static<typeof FieldError>;

/** The body of every error response. */
export const ErrorBody = Type.Object({
  error: Type.Object({
    code: Type.Enum(Object.keys(ERROR_STATUS) as ErrorCode[]),
    message: Type.String(),
    details: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
  }),
});
export interface ErrorBody {
  error: { code: ErrorCode; message: string; details?: Record<string, unknown> };
}
