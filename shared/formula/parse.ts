import { betterDirection, type Direction } from '../metric-names.ts';
import {
  type Expression,
  FormulaError,
  metricsOf,
  type Operator,
  OVER_SERIES,
  type OverSeriesName,
  POINTWISE,
  type PointwiseName,
} from './expression.ts';
import { readTokens, type Token } from './tokens.ts';

/** Deeper ones would overflow the stack of a browser. */
const DEEPEST = 100;
const PRECEDENCE: Record<Operator, number> = { '+': 1, '-': 1, '*': 2, '/': 2, '^': 4 };
/** `-x^2` is −(x²), and `-x*y` is (−x)·y. */
const NEGATIVE = 3;
/** How many arguments a function takes, where it is not one. */
const ARGUMENTS: Readonly<Record<string, readonly [least: number, most: number]>> = {
  min: [2, 16],
  max: [2, 16],
  ema: [2, 2],
};

/**
 * Reads a formula over metrics: numbers, metrics by their names or in backquotes, `+ - * / ^`, parentheses and functions.
 *
 * @throws {FormulaError} when it is none, or names no metric of the run itself
 */
export function parseFormula(text: string): Expression {
  const expression = readExpression(readTokens(text));
  if (metricsOf(expression).own.length === 0)
    throw new FormulaError('A formula names at least one metric of the run', 0);
  return expression;
}

/**
 * Reads all tokens as one expression.
 *
 * @throws {FormulaError} when they are none
 */
export function readExpression(tokens: readonly Token[]): Expression {
  const reader = new Reader(tokens);
  const expression = reader.expression(0);
  reader.expectEnd();
  return expression;
}

/** Reads by precedence climbing: an operand, then operators that bind as tightly as asked, each with its right side. */
class Reader {
  readonly #tokens: readonly Token[];
  #index = 0;
  #depth = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  expression(least: number): Expression {
    if (++this.#depth > DEEPEST) throw new FormulaError(`Nested more than ${DEEPEST} deep`, this.#token.at);
    let left = this.#operand();
    for (let operator = this.#operator(); operator && PRECEDENCE[operator] >= least; operator = this.#operator()) {
      this.#index++;
      // A power binds to the right: 2^3^2 is 2^9.
      const right = this.expression(PRECEDENCE[operator] + (operator === '^' ? 0 : 1));
      left = { kind: 'binary', operator, left, right };
    }
    this.#depth--;
    return left;
  }

  expectEnd(): void {
    if (this.#token.type !== 'end')
      throw new FormulaError(`Expected an operator, not "${this.#token.text}"`, this.#token.at);
  }

  get #token(): Token {
    return this.#tokens[Math.min(this.#index, this.#tokens.length - 1)] as Token;
  }

  #operator(): Operator | undefined {
    const { type, text } = this.#token;
    return type === 'symbol' && Object.hasOwn(PRECEDENCE, text) ? (text as Operator) : undefined;
  }

  #operand(): Expression {
    const token = this.#token;
    this.#index++;
    if (token.type === 'number') return { kind: 'number', value: Number(token.text) };
    if (token.type === 'quoted') return { kind: 'metric', key: token.text };
    if (token.type === 'name') return this.#isSymbol('(') ? this.#call(token) : { kind: 'metric', key: token.text };
    if (token.type === 'symbol' && token.text === '-') return { kind: 'negative', of: this.expression(NEGATIVE) };
    if (token.type === 'symbol' && token.text === '(') {
      const inside = this.expression(0);
      this.#expect(')');
      return inside;
    }
    const found = token.type === 'end' ? 'the end' : `"${token.text}"`;
    throw new FormulaError(`Expected a number, a metric or "(", not ${found}`, token.at);
  }

  #call(name: Token): Expression {
    this.#expect('(');
    const args: Expression[] = [];
    const starts: number[] = [];
    do {
      starts.push(this.#token.at);
      args.push(this.expression(0));
    } while (this.#take(','));
    this.#expect(')');
    const [least, most] = Object.hasOwn(ARGUMENTS, name.text) ? (ARGUMENTS[name.text] ?? [1, 1]) : [1, 1];
    const made = functionOf(name, args, starts);
    if (args.length < least || args.length > most)
      throw new FormulaError(
        `${name.text} takes ${least === most ? least : `at least ${least}`} arguments, not ${args.length}`,
        name.at,
      );
    return made;
  }

  #isSymbol(text: string): boolean {
    return this.#token.type === 'symbol' && this.#token.text === text;
  }

  #take(text: string): boolean {
    const isThere = this.#isSymbol(text);
    if (isThere) this.#index++;
    return isThere;
  }

  #expect(text: string): void {
    if (this.#take(text)) return;
    const found = this.#token.type === 'end' ? 'the end' : `"${this.#token.text}"`;
    throw new FormulaError(`Expected "${text}", not ${found}`, this.#token.at);
  }
}

function functionOf({ text: name, at }: Token, args: Expression[], starts: readonly number[]): Expression {
  const of = args[0] as Expression;
  if (name === 'baseline') return { kind: 'baseline', of };
  if (isOneOf<PointwiseName>(POINTWISE, name)) return { kind: 'pointwise', name, args };
  if (!isOneOf<OverSeriesName>(OVER_SERIES, name)) {
    const known = [...POINTWISE, ...OVER_SERIES, 'baseline'].join(', ');
    throw new FormulaError(`There is no function "${name}"; there are ${known}`, at);
  }
  const better = name === 'best' ? directionOf(of, starts[0] ?? at) : 'min';
  const weight = name === 'ema' ? weightOf(args[1], starts[1] ?? at) : 0;
  return { kind: 'series', name, of, weight, better };
}

function directionOf(of: Expression, at: number): Direction {
  const better = of.kind === 'metric' ? betterDirection(of.key) : undefined;
  if (better) return better;
  throw new FormulaError(
    'best takes a metric of which it is known which values are better; else lowest or highest',
    at,
  );
}

function weightOf(given: Expression | undefined, at: number): number {
  if (given?.kind === 'number' && given.value >= 0 && given.value < 1) return given.value;
  throw new FormulaError('The second argument of ema is a number from 0 to below 1', at);
}

function isOneOf<Name extends string>(names: readonly Name[], text: string): text is Name {
  return (names as readonly string[]).includes(text);
}
