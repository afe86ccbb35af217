import type { FastifyReply, FastifyRequest, FastifySchemaCompiler, FastifySerializerCompiler } from 'fastify';
import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { Value } from 'typebox/value';
import { ERROR_STATUS, type FieldError } from '../../shared/errors.ts';
import { isDeeperThan, showable } from '../../shared/showable.ts';
import { fieldErrors, hasDefaults, withDefaults } from '../../shared/validate.ts';
import { AppError } from '../errors.ts';

/** Faults named in one answer. */
const MAX_FIELDS = 20;
/** Far more than any form or config needs, far less than what exhausts a stack. */
const MAX_LEVELS = 100;

/**
 * Checks params, query and body against a route's schema after filling in its defaults; what is wrong
 * is answered field by field. Only what comes as text, in the address, is converted.
 */
export const validatorCompiler: FastifySchemaCompiler<TSchema> = ({ schema, httpPart = 'body' }) => {
  const isValid = lazyCheck(schema);
  const isComplete = !hasDefaults(schema);
  return (given: unknown) => {
    if (isDeeperThan(given, MAX_LEVELS))
      return refusal(httpPart, [{ path: '', message: `must not be nested deeper than ${MAX_LEVELS} levels` }]);
    if (isComplete && isValid(given)) return { value: given };
    const value = withDefaults(schema, httpPart === 'body' ? given : Value.Convert(schema, { ...(given as object) }));
    if (isValid(value)) return { value };
    return refusal(httpPart, fieldErrors(schema, value));
  };
};

/** As above, but leaves the body to a service that judges it itself; its schema then only documents it. */
export const bodylessValidatorCompiler: FastifySchemaCompiler<TSchema> = (route) =>
  route.httpPart === 'body' ? (value: unknown) => ({ value }) : validatorCompiler(route);

/** Answers are made by our own code: written as they are, so that "NaN" and its like stay what they are. */
export const serializerCompiler: FastifySerializerCompiler<TSchema> = () => (data) => JSON.stringify(data);

/** As above, but refuses an answer that is not what its route declares. For tests. */
export const checkingSerializerCompiler: FastifySerializerCompiler<TSchema> = ({ schema, url, httpStatus }) => {
  const isValid = lazyCheck(schema);
  return (data) => {
    if (isValid(data)) return JSON.stringify(data);
    throw new Error(`${url} ${httpStatus} answers other than declared: ${JSON.stringify(fieldErrors(schema, data))}`);
  };
};

/** Refuses an answer whose status its route does not declare. For tests. */
export async function checkStatus(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const { statusCode } = reply;
  const declared = request.routeOptions.schema?.response as Record<number, unknown> | undefined;
  if (declared === undefined || statusCode in declared) return;
  reply.code(ERROR_STATUS.internal);
  throw new Error(`${request.method} ${request.url} answers ${statusCode}, which it does not declare`);
}

/** Compiled when it is first asked: there are hundreds of schemas, and most requests are for few of them. */
function lazyCheck(schema: TSchema): (value: unknown) => boolean {
  let compiled: { Check(value: unknown): boolean } | undefined;
  return (value) => {
    compiled ??= Compile(schema);
    return compiled.Check(value);
  };
}

function refusal(part: string, found: FieldError[]): { error: AppError } {
  const fields = found
    .slice(0, MAX_FIELDS)
    .map((each) => ('value' in each ? { ...each, value: showable(each.value) } : each));
  return { error: new AppError('invalid', describe(part, fields), { in: part, fields }) };
}

function describe(part: string, [first, ...others]: FieldError[]): string {
  if (!first) return `The ${part} is not valid.`;
  const where = first.path === '' ? `The ${part}` : `${part} ${first.path}`;
  return `${where} ${first.message}${others.length > 0 ? `, and ${others.length} more` : ''}.`;
}
