import type { CsvReading } from '../../shared/training/csv-reading.ts';
import type { BadRow } from '../../shared/training/dataset.ts';
import { INPUT_BYTES, MAX_INPUT_BYTES } from '../../shared/training/memory.ts';
import { quoted } from './cell.ts';
import { type ColumnPlan, createColumnPlanner } from './column-plan.ts';
import { type ColumnFacts, createColumnTallies, createRowCheck, strangeColumns } from './columns.ts';
import { createRowPass, type RowSink } from './csv.ts';
import { type Dialect, findDialect, SAMPLE_BYTES } from './csv-dialect.ts';
import { DataError } from './errors.ts';
import type { Pass, Passes } from './passes.ts';

/** A table with more has no room in a training; counted first, since reading a file that is packed small can take minutes. */
const MAX_CELLS = MAX_INPUT_BYTES / INPUT_BYTES;

/** How a whole CSV is read. */
export interface CsvPlan {
  dialect: Dialect;
  columns: ColumnPlan[];
  notes: string[];
}

/**
 * Reads the start of a file, then all of it, and decides how it is read.
 *
 * @throws {DataError} when it is no CSV, has more cells than there may be, or the reading names a column that it does
 * not have
 */
export function* planCsv(reading: CsvReading, maxCells = MAX_CELLS): Passes<CsvPlan> {
  const sample = createSamplePass();
  yield sample;
  const dialect = findDialect(sample.bytes(), reading);
  const [strange] = strangeColumns(reading, dialect.columns);
  if (strange !== undefined) {
    throw new DataError(
      `expected types for columns of the file (${namesOf(dialect)}), found one for ${quoted(strange)}`,
    );
  }
  const planner = createColumnPlanner(dialect, reading);
  let cellCount = 0;
  yield createRowPass(dialect, {
    bad: () => {},
    row(cells) {
      cellCount += cells.length;
      if (cellCount > maxCells) {
        throw new DataError(
          `expected at most ${maxCells} cells (rows × columns), found more: upload a part of the table`,
        );
      }
      planner.add(cells);
      return true;
    },
  });
  const { plans, notes } = planner.plans();
  return { dialect, columns: plans, notes: [...dialect.notes, ...notes] };
}

/** Reads the rows that are used, and describes each column by them alone. `isUsed` may leave further rows out. */
export function* describeCsv(
  { dialect, columns }: CsvPlan,
  sink: RowSink,
  isUsed: (cells: string[]) => boolean = () => true,
): Passes<ColumnFacts[]> {
  const tallies = createColumnTallies(columns);
  yield createUsedRowPass(
    { dialect, columns },
    {
      bad: sink.bad,
      row(cells, line) {
        if (!isUsed(cells)) return true;
        tallies.add(cells);
        return sink.row(cells, line);
      },
    },
  );
  return tallies.facts();
}

/** A pass over the rows that fit their columns; the others are bad rows. */
export function createUsedRowPass({ dialect, columns }: Pick<CsvPlan, 'dialect' | 'columns'>, sink: RowSink): Pass {
  const problem = createRowCheck(columns);
  return createRowPass(dialect, {
    bad: sink.bad,
    row(cells, line) {
      const message = problem(cells);
      if (message === undefined) return sink.row(cells, line);
      sink.bad({ line, message } satisfies BadRow);
      return true;
    },
  });
}

function namesOf({ columns }: Dialect): string {
  const shown = columns.slice(0, 20).map(quoted).join(', ');
  return columns.length > 20 ? `${shown}, …` : shown;
}

function createSamplePass(): Pass & { bytes: () => Buffer } {
  const chunks: Buffer[] = [];
  let size = 0;
  return {
    push(chunk) {
      chunks.push(chunk);
      size += chunk.length;
      return size < SAMPLE_BYTES;
    },
    end() {},
    bytes: () => Buffer.concat(chunks),
  };
}
