import type { CsvReading } from '../../shared/training/csv-reading.ts';
import type { Task } from '../../shared/training/dataset.ts';
import { INPUT_BYTES, MAX_INPUT_BYTES } from '../../shared/training/memory.ts';
import { quoted } from './cell.ts';
import type { ColumnFacts } from './columns.ts';
import { type CsvPlan, createUsedRowPass, describeCsv, planCsv } from './csv-passes.ts';
import { type Encoder, encoderOf, targetOf } from './encode.ts';
import { DataError } from './errors.ts';
import type { Labelled, Rows } from './labelled.ts';
import { type Passes, readThrough } from './passes.ts';
import { sharedFloat64 } from './shared-memory.ts';
import { createTableNotes } from './table-notes.ts';

/** Decide how the columns are read, describe them, turn their cells into numbers. */
const PASSES = 3;

export interface TableOptions {
  /** The column to predict, and how; left out, its values decide. */
  target: string | undefined;
  task?: Task | undefined;
  reading?: CsvReading | undefined;
  /** Only the first rows that can be used, at most so many. */
  limit?: number | undefined;
  /** Called with how far the reading is, from 0 to 1. */
  onProgress?: (share: number) => void;
}

/**
 * Reads a CSV for a run: number columns are inputs as they are, categories one-hot, text is left out.
 * Rows that do not fit their columns, or have no target, are left out and warned of by line; what stands only in them is
 * no category and no class.
 *
 * @throws {DataError} when the target is no column of the file, or cannot be learned
 */
export function readTable(path: string, options: TableOptions): Promise<Labelled> {
  return readThrough(path, readRows(options), {
    onProgress(pass, share) {
      // The first pass only looks at the start of the file.
      if (pass > 0) options.onProgress?.((pass - 1 + share) / PASSES);
    },
  });
}

function* readRows({ target, task, reading = {}, limit = Infinity }: TableOptions): Passes<Labelled> {
  const plan = yield* planCsv(reading);
  const targetIndex = plan.columns.findIndex(({ name }) => name === target);
  const targetPlan = plan.columns[targetIndex];
  if (!targetPlan) {
    const names = plan.columns.map(({ name }) => quoted(name)).join(', ');
    throw new DataError(`expected a target out of ${names}, found ${target ?? 'none'}`);
  }

  const notes = createTableNotes();
  let count = 0;
  const isUsed = (cells: string[]) => !targetPlan.isMissing(cells[targetIndex]);
  const columns = yield* describeCsv(plan, { bad: notes.bad, row: () => ++count < limit }, (cells) => {
    if (!isUsed(cells)) notes.withoutTarget();
    return isUsed(cells);
  });
  if (count === 0) throw new DataError('expected at least one row that can be used, found none');

  const targetColumn = columns[targetIndex];
  const inputs = columns.filter((_, index) => index !== targetIndex);
  const encoders = columns.flatMap((column, index) => (index === targetIndex ? [] : (encoderOf(column, index) ?? [])));
  const featureNames = encoders.flatMap(({ names }) => names);
  checkSize(count, featureNames.length);

  const wanted = task ?? targetColumn.targetTask;
  const isClasses = wanted === 'classification';
  return {
    task: wanted,
    features: featureNames.length,
    classNames: isClasses ? targetColumn.values : null,
    featureNames,
    image: null,
    rows: yield* fill(plan, {
      encoders,
      features: featureNames.length,
      targetIndex,
      isUsed,
      targetOf: targetOf(targetColumn, wanted),
      targets: isClasses ? new Int32Array(count) : new Float64Array(count),
    }),
    test: null,
    warnings: [...plan.notes, ...textWarnings(inputs), ...notes.warnings()],
  };
}

interface FillPlan {
  encoders: Encoder[];
  features: number;
  targetIndex: number;
  isUsed: (cells: string[]) => boolean;
  targetOf: (cell: string) => number;
  /** Has room for every row that is used. */
  targets: Int32Array | Float64Array;
}

/** The last pass, cells to numbers. */
function* fill(plan: CsvPlan, { encoders, features, targetIndex, isUsed, targetOf, targets }: FillPlan): Passes<Rows> {
  const inputs = sharedFloat64(targets.length * features);
  let row = 0;
  yield createUsedRowPass(plan, {
    bad: () => {},
    row(cells) {
      if (!isUsed(cells)) return true;
      let at = row * features;
      for (const { index, names, write } of encoders) {
        write(cells[index], inputs, at);
        at += names.length;
      }
      targets[row] = targetOf(cells[targetIndex]);
      row += 1;
      return row < targets.length;
    },
  });
  return { count: row, inputs, unit: 1, targets };
}

function checkSize(rows: number, features: number): void {
  if (features === 0) throw new DataError('expected a column of numbers or categories besides the target, found none');
  if (rows * features * INPUT_BYTES > MAX_INPUT_BYTES) {
    const most = MAX_INPUT_BYTES / 2 ** 20;
    throw new DataError(
      `expected inputs of at most ${most} MiB, found ${rows} rows of ${features} inputs (${INPUT_BYTES} bytes each)`,
    );
  }
}

function textWarnings(columns: ColumnFacts[]): string[] {
  const texts = columns.filter(({ type }) => type === 'text').map(({ name }) => quoted(name));
  return texts.length > 0 ? [`columns left out because they are text: ${texts.join(', ')}`] : [];
}
