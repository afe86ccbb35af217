import type { Task } from '../../shared/training/dataset.ts';
import { isMissing, quoted } from './cell.ts';
import { type ColumnFacts, createRowCheck, describeColumns } from './columns.ts';
import { scanRows } from './csv.ts';
import { type Dialect, findDialect } from './csv-dialect.ts';
import { type Encoder, encoderOf, targetOf } from './encode.ts';
import { DataError } from './errors.ts';
import { readMaybeGzip } from './gzip.ts';
import type { Labelled, Rows } from './labelled.ts';

/** The inputs of one run as float32; beyond this a thread would not have room to train. */
const MAX_INPUT_BYTES = 2 ** 30;
const SHOWN_BAD_ROWS = 10;

/**
 * Reads a CSV for a run: number columns are inputs as they are, categories one-hot, text is left out.
 * Rows that do not fit their columns, or have no target, are left out and warned of by line.
 *
 * @throws {DataError} when the target is no column of the file, or cannot be learned
 */
export function readTable(path: string, target: string | undefined, task?: Task): Labelled {
  const bytes = readMaybeGzip(path);
  const dialect = findDialect(bytes);
  const { columns, rows } = describeColumns(bytes, dialect);
  const targetIndex = columns.findIndex(({ name }) => name === target);
  const targetColumn = columns[targetIndex];
  if (!targetColumn) {
    throw new DataError(
      `expected a target out of ${dialect.columns.map(quoted).join(', ')}, found ${target ?? 'none'}`,
    );
  }

  const inputs = columns.filter((_, index) => index !== targetIndex);
  const encoders = columns.flatMap((column, index) =>
    index === targetIndex ? [] : (encoderOf(column, index, dialect.delimiter) ?? []),
  );
  const featureNames = encoders.flatMap(({ names }) => names);
  checkSize(rows, featureNames.length);

  const wanted = task ?? targetColumn.targetTask;
  const notes = createNotes();
  return {
    task: wanted,
    features: featureNames.length,
    classNames: wanted === 'classification' ? targetColumn.values : null,
    featureNames,
    image: null,
    rows: fill(bytes, dialect, {
      columns,
      encoders,
      features: featureNames.length,
      targetIndex,
      targetOf: targetOf(targetColumn, wanted, dialect.delimiter),
      targets: wanted === 'classification' ? new Int32Array(rows) : new Float32Array(rows),
      notes,
    }),
    test: null,
    warnings: [...textWarnings(inputs), ...notes.warnings()],
  };
}

interface Plan {
  columns: ColumnFacts[];
  encoders: Encoder[];
  features: number;
  targetIndex: number;
  targetOf: (cell: string) => number;
  targets: Int32Array | Float32Array;
  notes: ReturnType<typeof createNotes>;
}

/** The second pass, cells to numbers. `targets` has room for every row. */
function fill(bytes: Uint8Array, dialect: Dialect, plan: Plan): Rows {
  const { columns, encoders, features, targetIndex, targets, notes } = plan;
  const problem = createRowCheck(columns, dialect.delimiter);
  const inputs = new Float32Array(targets.length * features);
  let count = 0;
  scanRows(bytes, dialect, {
    bad: ({ line, message }) => notes.bad(line, message),
    row(cells, line) {
      const message = problem(cells);
      if (message) return notes.bad(line, message);
      if (isMissing(cells[targetIndex])) return notes.withoutTarget();
      let at = count * features;
      for (const { index, names, write } of encoders) {
        write(cells[index], inputs, at);
        at += names.length;
      }
      targets[count] = plan.targetOf(cells[targetIndex]);
      count += 1;
    },
  });
  if (count === 0) throw new DataError('expected at least one row that can be used, found none');
  return { count, inputs: inputs.subarray(0, count * features), unit: 1, targets: targets.subarray(0, count) };
}

function checkSize(rows: number, features: number): void {
  if (features === 0) throw new DataError('expected a column of numbers or categories besides the target, found none');
  if (rows * features * 4 > MAX_INPUT_BYTES) {
    const most = MAX_INPUT_BYTES / 2 ** 20;
    throw new DataError(
      `expected inputs of at most ${most} MiB, found ${rows} rows of ${features} inputs (4 bytes each)`,
    );
  }
}

function textWarnings(columns: ColumnFacts[]): string[] {
  const texts = columns.filter(({ type }) => type === 'text').map(({ name }) => quoted(name));
  return texts.length > 0 ? [`columns left out because they are text: ${texts.join(', ')}`] : [];
}

/** Collects why rows are left out. */
function createNotes() {
  const shown: string[] = [];
  let badRows = 0;
  let withoutTarget = 0;
  return {
    bad(line: number, message: string): void {
      badRows += 1;
      if (badRows <= SHOWN_BAD_ROWS) shown.push(`line ${line}: ${message}`);
    },
    withoutTarget(): void {
      withoutTarget += 1;
    },
    warnings(): string[] {
      const more = badRows > SHOWN_BAD_ROWS ? [`and ${badRows - SHOWN_BAD_ROWS} more`] : [];
      return [
        ...(badRows > 0 ? [`bad rows left out: ${[...shown, ...more].join('; ')}`] : []),
        ...(withoutTarget > 0 ? [`rows left out because their target is missing: ${withoutTarget}`] : []),
      ];
    },
  };
}
