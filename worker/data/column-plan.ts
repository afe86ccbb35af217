import type { ColumnType, CsvReading } from '../../shared/training/csv-reading.ts';
import { quoted } from './cell.ts';
import type { Dialect } from './csv-dialect.ts';
import { isMissingNumber, isMissingWord } from './missing.ts';
import { type DecimalMark, type NumberShape, shapeOf, unitOf } from './number-format.ts';

/** Counting different values stops one above this: more of them are text, not categories. */
export const MAX_CATEGORIES = 1000;
/** A column with a larger share of cells that are no number is no number column. */
const MAX_STRAY_SHARE = 0.1;
/** A word beside more different numbers than these is no code of its own: it stands for a missing value. */
const MANY_NUMBERS = 20;
const SHOWN_WORDS = 8;

/** How the cells of a column are read. */
export interface ColumnPlan {
  name: string;
  /** Undefined where the different words of the rows that are used decide between category and text. */
  type: ColumnType | undefined;
  decimal: DecimalMark;
  isMissing(cell: string): boolean;
  /** Words found that stand for a missing value, the first few. */
  missingWords: string[];
}

/** Looks at every cell of the file, and then decides how each column is read. */
export function createColumnPlanner(dialect: Dialect, reading: CsvReading) {
  const missing = reading.missing && new Set(['', ...reading.missing]);
  const columns = dialect.columns.map((name) => ({ name, survey: createSurvey(missing) }));
  return {
    add(cells: string[]): void {
      for (const [index, { survey }] of columns.entries()) survey.add(cells[index] ?? '');
    },
    /** The plans, and what was decided where the file leaves a choice. */
    plans(): { plans: ColumnPlan[]; notes: string[] } {
      const notes: string[] = [];
      const types = new Map(reading.columns?.map(({ name, type }) => [name, type]));
      const certain = new Set(columns.map(({ survey }) => survey.mark()).filter((mark) => mark !== undefined));
      const [mark = dialect.delimiter === ';' ? ',' : '.'] = certain.size === 1 ? certain : [];
      const plans = columns.map(({ name, survey }, index): ColumnPlan => {
        const decimal = reading.decimal ?? survey.mark() ?? survey.likelyMark(mark, certain.size === 1);
        const wanted = types.get(name) ?? (dialect.rowNames && index === 0 ? 'text' : undefined);
        const isNumber = wanted === 'number' || (wanted === undefined && survey.isNumber(decimal));
        if (isNumber && !reading.decimal) {
          const mayBeGroups = dialect.delimiter === ';';
          notes.push(...survey.notes(name, decimal, { isKnown: certain.has(decimal), mayBeGroups }));
        }
        return { name, type: isNumber ? 'number' : wanted, decimal, ...survey.missing(isNumber) };
      });
      return { plans, notes };
    },
  };
}

/** What the rest of the file shows about a decimal mark: that it is used, or that points may group thousands. */
interface Doubts {
  isKnown: boolean;
  mayBeGroups: boolean;
}

function createSurvey(chosen: Set<string> | undefined) {
  const shapes: Record<NumberShape, number> = { plain: 0, point: 0, comma: 0, 'either-point': 0, 'either-comma': 0 };
  const firstOf: Partial<Record<NumberShape, string>> = {};
  const numbers = new Set<string>();
  const units = new Set<string>();
  const words = new Set<string>();
  const alwaysMissing = new Set<string>();
  const missingAmongNumbers = new Set<string>();
  let wordCount = 0;

  const remember = (known: Set<string>, cell: string) => {
    if (known.size < SHOWN_WORDS && cell !== '') known.add(cell.slice(0, 100));
  };
  const total = () => Object.values(shapes).reduce((sum, count) => sum + count, 0);

  function addNumber(cell: string, shape: NumberShape): void {
    shapes[shape] += 1;
    firstOf[shape] ??= cell;
    if (numbers.size <= MANY_NUMBERS) numbers.add(cell);
    if (units.size < 3) units.add(unitOf(cell));
  }

  /** The one word beside many numbers, which then stands for a missing value. */
  function loneWord(): string | undefined {
    const [word] = words;
    return chosen === undefined && words.size === 1 && wordCount > 1 && numbers.size > MANY_NUMBERS ? word : undefined;
  }

  return {
    add(cell: string): void {
      if (chosen ? chosen.has(cell) : isMissingWord(cell)) {
        remember(alwaysMissing, cell);
        return;
      }
      const shape = shapeOf(cell);
      if (shape !== undefined) {
        addNumber(cell, shape);
      } else if (!chosen && isMissingNumber(cell)) {
        remember(missingAmongNumbers, cell);
      } else {
        wordCount += 1;
        if (words.size < 2) words.add(cell.slice(0, 100));
      }
    },

    /** The decimal mark that cells of the column show beyond doubt. */
    mark(): DecimalMark | undefined {
      if (shapes.point === shapes.comma) return undefined;
      return shapes.point > shapes.comma ? '.' : ',';
    },

    /** Where no cell shows the mark: that of the other columns, or the one under which all marks are decimal. */
    likelyMark(usual: DecimalMark, isCertain: boolean): DecimalMark {
      if (isCertain) return usual;
      if (shapes['either-point'] > 0 && shapes['either-comma'] === 0) return '.';
      return usual;
    },

    isNumber(decimal: DecimalMark): boolean {
      const strange = decimal === '.' ? shapes.comma : shapes.point;
      const fitting = total() - strange;
      const strays = loneWord() === undefined ? wordCount + strange : strange;
      const isOneUnit = [...units].filter((unit) => unit !== '').length < 2;
      return isOneUnit && fitting > strays && strays <= Math.max(1, (fitting + strays) * MAX_STRAY_SHARE);
    },

    /** What may be read in another way, or was given a meaning. */
    notes(name: string, decimal: DecimalMark, { isKnown, mayBeGroups }: Doubts): string[] {
      const either = firstOf['either-comma'] ?? (mayBeGroups || decimal === ',' ? firstOf['either-point'] : undefined);
      const isOpen = either !== undefined && shapes.point + shapes.comma === 0 && !isKnown;
      const isDecimal = either?.includes(decimal);
      const word = loneWord();
      const unit = [...units].find((each) => each !== '');
      return [
        ...(isOpen
          ? [
              `column ${quoted(name)}: ${quoted(either)} may mark decimals or thousands; read as ${isDecimal ? 'decimals' : 'thousands'}`,
            ]
          : []),
        ...(word === undefined
          ? []
          : [`column ${quoted(name)}: ${quoted(word)} counts as missing (${wordCount} cells)`]),
        ...(unit === undefined ? [] : [`column ${quoted(name)}: the sign ${unit} is left aside, "5${unit}" is 5`]),
      ];
    },

    missing(isNumber: boolean): Pick<ColumnPlan, 'isMissing' | 'missingWords'> {
      const lone = isNumber ? loneWord() : undefined;
      const among = isNumber ? [...missingAmongNumbers] : [];
      const missingWords = [...alwaysMissing, ...among, ...(lone === undefined ? [] : [lone])];
      if (chosen) return { isMissing: (cell) => chosen.has(cell), missingWords };
      const isMissing = isNumber ? (cell: string) => isMissingNumber(cell) || cell === lone : isMissingWord;
      return { isMissing, missingWords };
    },
  };
}
