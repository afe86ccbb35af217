export type DecimalMark = '.' | ',';

/**
 * What the writing of one number shows about its column: that a point or a comma marks decimals, nothing (`plain`), or
 * that the only mark may be either (`1.250`, `1,250`).
 */
export type NumberShape = 'plain' | 'point' | 'comma' | 'either-point' | 'either-comma';

const PLAIN = /^[+-]?\d+([eE][+-]?\d+)?$/;
const POINT = /^[+-]?(\d+\.\d*|\.\d+)([eE][+-]?\d+)?$/;
const COMMA = /^[+-]?(\d+,\d*|,\d+)([eE][+-]?\d+)?$/;
const EITHER = /^[+-]?[1-9]\d{0,2}[.,]\d{3}$/;
const GROUPS_BY_POINT = /^[+-]?[1-9]\d{0,2}(\.\d{3})+(,\d*)?$/;
const GROUPS_BY_COMMA = /^[+-]?[1-9]\d{0,2}(,\d{3})+(\.\d*)?$/;
/** India groups by two digits above the thousands. */
const GROUPS_BY_LAKH = /^[+-]?[1-9]\d?(,\d{2})+,\d{3}(\.\d*)?$/;
const GROUPS_BY_SPACE = /^[+-]?[1-9]\d{0,2}([ '’]\d{3})+([.,]\d*)?$/;
/** Every number above begins and ends so; a longer cell is text. */
const MAY_BE_NUMBER = /^[-+(−$€£¥\d.,]/;
const MAX_LENGTH = 64;

const UNIT = '[$€£¥]';
const UNIT_BEFORE = new RegExp(`^([+-]?)(${UNIT}) ?([+-]?[\\d.,])`);
const UNIT_AFTER = new RegExp(`([\\d.,]) ?(${UNIT}|%)$`);

/** How a number is written, or undefined when the cell holds none. */
export function shapeOf(cell: string): NumberShape | undefined {
  const { text } = bare(cell);
  if (PLAIN.test(text)) return Number.isFinite(Number(text)) ? 'plain' : undefined;
  if (EITHER.test(text)) return text.includes('.') ? 'either-point' : 'either-comma';
  if (POINT.test(text) || GROUPS_BY_COMMA.test(text) || GROUPS_BY_LAKH.test(text)) return finiteAs('point', text, '.');
  if (COMMA.test(text) || GROUPS_BY_POINT.test(text)) return finiteAs('comma', text, ',');
  const spaced = GROUPS_BY_SPACE.exec(text);
  if (!spaced) return undefined;
  if (!spaced[2]) return 'plain';
  return spaced[2][0] === '.' ? 'point' : 'comma';
}

/** The number that a cell holds where `decimal` marks decimals, NaN when it holds none. */
export function parseNumber(cell: string, decimal: DecimalMark): number {
  const { text } = bare(cell);
  if (PLAIN.test(text)) return Number(text);
  if (decimal === '.') {
    if (POINT.test(text)) return Number(text);
    if (GROUPS_BY_COMMA.test(text) || GROUPS_BY_LAKH.test(text)) return Number(text.replaceAll(',', ''));
  } else {
    if (COMMA.test(text)) return Number(text.replace(',', '.'));
    if (GROUPS_BY_POINT.test(text)) return Number(text.replaceAll('.', '').replace(',', '.'));
  }
  const spaced = GROUPS_BY_SPACE.exec(text);
  if (!spaced || (spaced[2] && spaced[2][0] !== decimal)) return Number.NaN;
  return Number(text.replaceAll(/[ '’]/g, '').replace(',', '.'));
}

/** The currency or percent sign beside a number, or ''. */
export function unitOf(cell: string): string {
  return bare(cell).unit;
}

function finiteAs(shape: NumberShape, text: string, decimal: DecimalMark): NumberShape | undefined {
  return Number.isFinite(parseNumber(text, decimal)) ? shape : undefined;
}

/** A cell without its unit, with a plain minus and plain spaces; parentheses around an amount are a minus. */
function bare(cell: string): { text: string; unit: string } {
  if (PLAIN.test(cell) || POINT.test(cell)) return { text: cell, unit: '' };
  if (cell.length > MAX_LENGTH || !MAY_BE_NUMBER.test(cell)) return { text: '', unit: '' };
  let text = cell.replace('−', '-').replaceAll(/[\u00a0\u2009\u202f]/g, ' ');
  let unit = '';
  if (text.startsWith('(') && text.endsWith(')')) text = `-${text.slice(1, -1)}`;
  text = text.replace(UNIT_BEFORE, (_, sign: string, found: string, rest: string) => {
    unit = found;
    return sign + rest;
  });
  text = text.replace(UNIT_AFTER, (_, rest: string, found: string) => {
    unit += found;
    return rest;
  });
  return { text, unit };
}
