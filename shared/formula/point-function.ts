import { type Expression, FormulaError, POINTWISE } from './expression.ts';
import { readExpression } from './parse.ts';
import { readTokens, type Token } from './tokens.ts';

/** Coordinates of a point in up to three dimensions; in more they are x1, x2, … */
const LETTERS = ['x', 'y', 'z'];
export const MAX_DIMENSION = 64;
const NUMBERED = /^x([1-9]\d?)$/;
const CONSTANTS: Readonly<Record<string, number>> = { pi: Math.PI, e: Math.E };

/** A function of a point; its coordinates stand in the expression as metrics do in a formula. */
export interface PointFunction {
  variables: readonly string[];
  expression: Expression;
}

/** The names of so many coordinates: x, y, z, or x1, x2, … */
export function coordinateNames(dimension: number): string[] {
  if (dimension <= LETTERS.length) return LETTERS.slice(0, dimension);
  return Array.from({ length: dimension }, (_, index) => `x${index + 1}`);
}

/**
 * Reads a function of a point, such as `(1 - x)^2 + 100*(y - x^2)^2`: numbers, `pi` and `e`, coordinates `x y z` or
 * `x1 x2 …`, `+ - * / ^`, parentheses and the functions of single values. The dimension is that of the last coordinate named.
 *
 * @throws {FormulaError} when it is none, or names no coordinate
 */
export function parsePointFunction(text: string): PointFunction {
  const tokens = readTokens(text, 'words');
  const named = tokens.flatMap((token, index) => coordinateOf(token, tokens[index + 1]) ?? []);
  if (named.length === 0) throw new FormulaError('A function of a point names at least one of x, y, z or x1, x2, …', 0);
  const other = named.find(({ isNumbered }) => isNumbered !== named[0]?.isNumbered);
  if (other) throw new FormulaError('Coordinates are x, y, z or x1, x2, …, not both', other.at);
  const dimension = Math.max(...named.map(({ index }) => index)) + 1;
  const variables = named[0]?.isNumbered
    ? Array.from({ length: dimension }, (_, index) => `x${index + 1}`)
    : coordinateNames(dimension);
  return { variables, expression: withConstants(readExpression(tokens)) };
}

/** The coordinate that a token names; undefined for what is no name. */
function coordinateOf({ type, text, at }: Token, next: Token | undefined) {
  if (type === 'quoted') throw new FormulaError('A function of a point has no quoted names', at);
  if (type !== 'name') return undefined;
  if (next?.type === 'symbol' && next.text === '(') {
    if ((POINTWISE as readonly string[]).includes(text)) return undefined;
    throw new FormulaError(`There is no function "${text}" of a point; there are ${POINTWISE.join(', ')}`, at);
  }
  if (Object.hasOwn(CONSTANTS, text)) return undefined;
  const number = Number(NUMBERED.exec(text)?.[1] ?? 0);
  const isNumbered = number > 0 && number <= MAX_DIMENSION;
  const index = isNumbered ? number - 1 : LETTERS.indexOf(text);
  if (index >= 0) return { index, isNumbered, at };
  throw new FormulaError(`"${text}" is no coordinate: there are x, y, z or x1 to x${MAX_DIMENSION}, pi and e`, at);
}

function withConstants(expression: Expression): Expression {
  switch (expression.kind) {
    case 'metric':
      return Object.hasOwn(CONSTANTS, expression.key)
        ? { kind: 'number', value: CONSTANTS[expression.key] as number }
        : expression;
    case 'negative':
      return { ...expression, of: withConstants(expression.of) };
    case 'binary':
      return { ...expression, left: withConstants(expression.left), right: withConstants(expression.right) };
    case 'pointwise':
      return { ...expression, args: expression.args.map(withConstants) };
    default:
      return expression;
  }
}
