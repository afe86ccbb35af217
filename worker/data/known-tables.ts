import { catalogEntry } from '../../shared/training/catalog.ts';
import { DataError } from './errors.ts';
import type { Labelled, Rows } from './labelled.ts';
import { columnsOf, type Matrix, readMatrix } from './matrix.ts';

const AIRFOIL_INPUTS = ['frequency', 'angle of attack', 'chord length', 'velocity', 'displacement thickness'];
const DIABETES_INPUTS = ['age', 'sex', 'bmi', 'bp', 's1', 's2', 's3', 's4', 's5', 's6'];
const CELL_MEASURES = [
  'radius',
  'texture',
  'perimeter',
  'area',
  'smoothness',
  'compactness',
  'concavity',
  'concave points',
  'symmetry',
  'fractal dimension',
];
const CELL_INPUTS = ['mean', 'error', 'worst'].flatMap((kind) => CELL_MEASURES.map((measure) => `${kind} ${measure}`));
const DIGIT_PIXELS = 64;

type Files = Record<string, string>;

/** Reads each table of the catalog, in every form that it is given out in. */
export const KNOWN_TABLES: Record<string, (files: Files) => Labelled> = {
  digits: ({ table }) => images('digits', digitRows(table), null),

  optdigits: ({ train, test }) => images('optdigits', digitRows(train), digitRows(test)),

  /** scikit-learn's form ends with the class, 0 malignant; UCI's begins with an id and M or B. */
  'breast-cancer': ({ table }) => {
    const matrix = readMatrix(table, [31, 32], { M: 0, B: 1 });
    const [first, target] = matrix.width === 31 ? [0, 30] : [2, 1];
    return {
      ...plain('breast-cancer', CELL_INPUTS),
      rows: {
        ...rowsOf(matrix, columnsOf(matrix, first, first + CELL_INPUTS.length)),
        targets: classesOf(matrix, target, 2, table),
      },
    };
  },

  /** Inputs are the first ten columns, the target is the last one, of one file or of two. */
  diabetes: ({ inputs, target }) => {
    const matrix = readMatrix(inputs, [10, 11]);
    const values = readMatrix(target, [1, 11]);
    if (matrix.rows !== values.rows) {
      throw new DataError(`${target}: expected ${matrix.rows} rows, as in ${inputs}, found ${values.rows}`);
    }
    return {
      ...plain('diabetes', DIABETES_INPUTS),
      rows: {
        ...rowsOf(matrix, columnsOf(matrix, 0, DIABETES_INPUTS.length)),
        targets: columnsOf(values, values.width - 1, values.width),
      },
    };
  },

  airfoil: ({ table }) => {
    const matrix = readMatrix(table, [AIRFOIL_INPUTS.length + 1]);
    const last = AIRFOIL_INPUTS.length;
    return {
      ...plain('airfoil', AIRFOIL_INPUTS),
      rows: { ...rowsOf(matrix, columnsOf(matrix, 0, last)), targets: columnsOf(matrix, last, last + 1) },
    };
  },
};

function plain(name: string, featureNames: string[]): Omit<Labelled, 'rows'> {
  const entry = catalogEntry(name);
  return {
    task: entry?.task ?? 'classification',
    features: featureNames.length,
    classNames: entry?.classNames ? [...entry.classNames] : null,
    featureNames,
    image: null,
    test: null,
    warnings: [],
  };
}

function images(name: string, rows: Rows, test: Rows | null): Labelled {
  return { ...plain(name, []), features: DIGIT_PIXELS, featureNames: null, image: [8, 8, 1], rows, test };
}

function rowsOf({ rows }: Matrix, inputs: Float64Array): Omit<Rows, 'targets'> {
  return { count: rows, inputs, unit: 1 };
}

/** 64 counts from 0 to 16, then the digit. */
function digitRows(path: string): Rows {
  const matrix = readMatrix(path, [DIGIT_PIXELS + 1]);
  const inputs = columnsOf(matrix, 0, DIGIT_PIXELS);
  return { ...rowsOf(matrix, inputs), unit: 16, targets: classesOf(matrix, DIGIT_PIXELS, 10, path) };
}

function classesOf(matrix: Matrix, column: number, classes: number, path: string): Int32Array {
  const values = columnsOf(matrix, column, column + 1);
  const strange = values.findIndex((value) => !Number.isInteger(value) || value < 0 || value >= classes);
  if (strange >= 0) {
    throw new DataError(
      `${path}: expected classes 0 to ${classes - 1}, found ${values[strange]} in row ${strange + 1}`,
    );
  }
  return Int32Array.from(values);
}
