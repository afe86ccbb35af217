import { type TSchema, Type } from 'typebox';
import { ERROR_MEANING, ERROR_STATUS, ErrorBody, type ErrorCode } from '../../shared/errors.ts';
import { RunId } from '../../shared/run.ts';

const ALL_CODES = Object.keys(ERROR_STATUS) as ErrorCode[];
/** What may happen to any request. */
const OF_ANY: readonly ErrorCode[] = ['invalid', 'forbidden_host', 'internal', 'shutting_down'];
/** What may happen besides to one that may have a body or change something. */
const OF_WRITES: readonly ErrorCode[] = ['forbidden_origin', 'too_large', 'unsupported_media_type', 'disk_full'];

/** What `RunAccess.find` refuses. */
export const RUN_REFUSALS = ['not_found', 'in_trash'] as const satisfies ErrorCode[];

/** Every answer of a GET route: the good ones by status, and the error codes that it may answer with besides the usual. */
export function readAnswers<Good extends Record<number, unknown>>(good: Good, ...codes: ErrorCode[]): Good {
  return { ...errorAnswers([...OF_ANY, ...codes]), ...good };
}

/** The same of a route with another method. */
export function writeAnswers<Good extends Record<number, unknown>>(good: Good, ...codes: ErrorCode[]): Good {
  return { ...errorAnswers([...OF_ANY, ...OF_WRITES, ...codes]), ...good };
}

/** For each status the one body of errors, with the codes that come with that status. */
function errorAnswers(codes: ErrorCode[]): Record<number, TSchema> {
  const sorted = ALL_CODES.filter((code) => codes.includes(code));
  const byStatus = Map.groupBy(sorted, (code) => ERROR_STATUS[code]);
  return Object.fromEntries([...byStatus].map(([status, each]) => [status, withCodes(each)]));
}

function withCodes(codes: ErrorCode[]): TSchema {
  const narrowed = Type.Object({ error: Type.Object({ code: Type.Enum(codes) }) });
  return Type.Intersect([ErrorBody, narrowed], {
    $id: `${pascalCase(codes.join('_or_'))}Error`,
    description: codes.map((code) => `\`${code}\`: ${ERROR_MEANING[code]}`).join(' '),
  });
}

function pascalCase(snakeCase: string): string {
  return snakeCase.replace(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/** The address of one run. */
export const ById = Type.Object({ id: RunId });

/** An answer without a body. */
export const Nothing = Type.Null({ description: 'Done.' });
