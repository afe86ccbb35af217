import { RE2JS, RE2JSException } from 're2js';
import { AppError } from '../../errors.ts';
import type { Db } from '../sqlite.ts';

/** Expressions kept compiled: a query asks with the same one for each row. */
const MAX_COMPILED = 64;

/**
 * A regular expression of a user's, in RE2's syntax: it is found in time linear in the text, whatever
 * it says, since there is nothing to backtrack to.
 *
 * Throws    AppError `invalid` when it is none
 */
export function compileRegexp(text: string): RE2JS {
  try {
    return RE2JS.compile(text);
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    const fault = error.message.replace(/^error parsing regexp: /, '');
    throw new AppError('invalid', `"${text}" is no regular expression (RE2 syntax): ${fault}`, { value: text });
  }
}

/** Gives SQL the operator `X REGEXP Y`: whether the expression Y is found in the text X; never so in what is no text. */
export function addRegexp(db: Db): void {
  const compiled = new Map<string, RE2JS>();
  db.function('regexp', { deterministic: true }, (expression, text) => {
    if (typeof text !== 'string') return 0;
    const source = String(expression);
    const known = compiled.get(source) ?? compileRegexp(source);
    if (compiled.size >= MAX_COMPILED) compiled.clear();
    compiled.set(source, known);
    return Number(known.test(text));
  });
}
