import { RE2JS, RE2JSException } from 're2js';
import { AppError } from '../../errors.ts';
import type { Db } from '../sqlite.ts';

/** Expressions kept compiled: a query calls `regexp` with the same one for each row. */
const MAX_COMPILED = 64;

/**
 * Compiles a user's regular expression in RE2's syntax, which matches in time linear in the text, because
 * it never backtracks.
 *
 * @throws {AppError} `invalid` when the text is not such an expression
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

/** Defines what SQLite lacks and lists of runs need: `fold(X)` and the operator `X REGEXP Y`. */
export function defineFunctions(db: Db): void {
  db.function('fold', { deterministic: true }, fold);
  db.function('regexp', { deterministic: true }, createMatcher());
}

/** A text in lower case in every alphabet, anything else as it is. */
const fold = (value: unknown) => (typeof value === 'string' ? value.toLowerCase() : value);

/** 1 where the expression is found in the text, else 0; anything but a text matches nothing. */
function createMatcher(): (expression: unknown, text: unknown) => 0 | 1 {
  const compiled = new Map<string, RE2JS>();
  return (expression, text) => {
    if (typeof text !== 'string') return 0;
    const source = String(expression);
    const known = compiled.get(source) ?? compileRegexp(source);
    if (compiled.size >= MAX_COMPILED) compiled.clear();
    compiled.set(source, known);
    return known.test(text) ? 1 : 0;
  };
}
