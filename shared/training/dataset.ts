import { type Static, Type } from 'typebox';
import { CsvPreview, CsvReading } from './csv-reading.ts';

const share = (title: string, usual: number) =>
  Type.Number({
    title,
    minimum: 0,
    maximum: 0.9,
    default: usual,
    description: 'Share of the examples, drawn by the split seed.',
  });

/**
 * The data that a run trains on. `name` is one of `GET /datasets`; what only some datasets use (noise,
 * examples of a generated set, target of an upload) is ignored by the others.
 */
export const DatasetChoice = Type.Object(
  {
    name: Type.String({ title: 'Dataset', minLength: 1, maxLength: 128, default: 'mnist' }),
    limit: Type.Optional(
      Type.Integer({
        title: 'Examples',
        description:
          'Use at most this many examples, the first ones; for generated sets, how many to make. A test set that the dataset comes with stays whole.',
        minimum: 8,
        maximum: 1_000_000,
      }),
    ),
    noise: Type.Optional(
      Type.Number({ title: 'Noise', description: 'Standard deviation, for generated sets.', minimum: 0, maximum: 10 }),
    ),
    target: Type.Optional(
      Type.String({ title: 'Target column', description: 'For an uploaded CSV.', minLength: 1, maxLength: 256 }),
    ),
    task: Type.Optional(
      Type.Enum(['classification', 'regression'], {
        title: 'Task',
        description: 'For an uploaded CSV; left out, whole numbers with few different values and words are classes.',
      }),
    ),
    validation: share('Validation share', 0.1),
    test: Type.Number({
      title: 'Test share',
      minimum: 0,
      maximum: 0.9,
      default: 0.1,
      description: 'Ignored where the dataset comes with a test set of its own.',
    }),
    seed: Type.Optional(
      Type.Integer({
        title: 'Split seed',
        description:
          'Draws the split, and the examples of a generated set. Left out, the seed of the run does: runs that are ' +
          'repeated with other seeds then learn from other examples each.',
        minimum: 0,
        maximum: 4_294_967_295,
      }),
    ),
    scaling: Type.Enum(['standardize', 'min-max', 'robust', 'none'], {
      title: 'Scaling',
      description:
        'Of the inputs, with statistics of the training part only. robust: by median and quartiles, which outliers do not move.',
      default: 'standardize',
    }),
  },
  { title: 'Data', additionalProperties: false, default: {} },
);
export type DatasetChoice = Static<typeof DatasetChoice>;

export const Task = Type.Enum(['classification', 'regression']);
export type Task = Static<typeof Task>;

/** A column of a CSV. Its type is decided from all cells of the file; what is counted comes from the rows that are used. */
export const Column = Type.Object(
  {
    name: Type.String(),
    type: Type.Enum(['number', 'category', 'text'], { description: 'Text columns are left out of the inputs.' }),
    distinct: Type.Integer({
      description: 'Different values; counting stops at 1,001, or earlier in very wide files.',
    }),
    missing: Type.Integer({ description: 'Cells that are empty or hold a word for a missing value.' }),
    examples: Type.Array(Type.String(), { description: 'The lowest few values.' }),
    /** The default task for this column as target. */
    targetTask: Task,
    decimal: Type.Optional(Type.Enum(['.', ','], { description: 'Of a number column: its decimal mark.' })),
    missingWords: Type.Optional(
      Type.Array(Type.String(), { description: 'Words found that stand for a missing value.' }),
    ),
  },
  { $id: 'Column' },
);
export type Column = Static<typeof Column>;

/** A row that is left out, and why. Lines count from 1, the header's included. */
export const BadRow = Type.Object({ line: Type.Integer(), message: Type.String() }, { $id: 'BadRow' });
export type BadRow = Static<typeof BadRow>;

/** The result of reading a whole CSV. */
export const CsvInspection = Type.Object({
  delimiter: Type.String(),
  header: Type.Boolean(),
  rows: Type.Integer({ description: 'Rows that can be used.' }),
  columns: Type.Array(Column),
  badRows: Type.Array(BadRow, { description: 'Rows left out, the first 100.' }),
  badRowCount: Type.Integer(),
  preview: CsvPreview,
  notes: Type.Array(Type.String(), { description: 'What was decided where the file leaves a choice.' }),
});
export type CsvInspection = Static<typeof CsvInspection>;

/** The result of reading a CSV, or why it is not one. */
export type InspectionOutcome = { inspection: CsvInspection } | { problem: string };

/** One entry of `GET /datasets`. */
export const DatasetInfo = Type.Object(
  {
    name: Type.String(),
    title: Type.String(),
    description: Type.String(),
    kind: Type.Enum(['bundled', 'file', 'generated', 'upload']),
    task: Task,
    examples: Type.Union([Type.Integer(), Type.Null()], { description: 'Without those of a test set of its own.' }),
    testExamples: Type.Union([Type.Integer(), Type.Null()], {
      description: 'Of the test set that it comes with; null when a share of the examples is taken.',
    }),
    features: Type.Union([Type.Integer(), Type.Null()]),
    classes: Type.Union([Type.Integer(), Type.Null()]),
    classNames: Type.Union([Type.Array(Type.String()), Type.Null()]),
    image: Type.Union([Type.Tuple([Type.Integer(), Type.Integer(), Type.Integer()]), Type.Null()], {
      description: 'Height, width, channels.',
    }),
    options: Type.Object(
      {
        limit: Type.Integer({ description: 'Examples taken, or made, when no number is given.' }),
        noise: Type.Union([Type.Number(), Type.Null()], { description: 'Usual noise; null when it does not apply.' }),
        testShare: Type.Boolean(),
        target: Type.Union([Type.String(), Type.Null()], { description: 'Likely target; null when none is chosen.' }),
      },
      { description: 'Which settings of a launch apply, and their usual values.' },
    ),
    licence: Type.String(),
    source: Type.String({ description: 'Where it comes from: an address, or how it is made.' }),
    state: Type.Enum(['ready', 'downloadable', 'downloading', 'failed']),
    progress: Type.Union([Type.Object({ receivedBytes: Type.Integer(), totalBytes: Type.Integer() }), Type.Null()]),
    error: Type.Union([Type.String(), Type.Null()], { description: 'What is missing and where to put it.' }),
    files: Type.Array(
      Type.Object({
        path: Type.String({ description: 'Where it goes, below the datasets folder.' }),
        bytes: Type.Integer({ description: 'Exact where a checksum is given, else about right.' }),
        sha256: Type.Union([Type.String(), Type.Null()], {
          description: 'Null where none is known for certain: rows and columns are checked instead.',
        }),
        addresses: Type.Array(Type.String(), { description: 'Official ones, tried in order.' }),
      }),
      { description: 'What a download gets.' },
    ),
    columns: Type.Optional(Type.Array(Column, { description: 'Of an uploaded CSV.' })),
    reading: Type.Optional(CsvReading),
  },
  { $id: 'DatasetInfo', description: 'A dataset.' },
);
export type DatasetInfo = Static<typeof DatasetInfo>;

/** The answer of `GET /datasets`. */
export const DatasetList = Type.Object(
  { datasets: Type.Array(DatasetInfo) },
  { $id: 'DatasetList', description: 'Every dataset that can be trained on.' },
);
export type DatasetList = Static<typeof DatasetList>;

const { columns: _, ...inspected } = CsvInspection.properties;
/** The answer of `PUT /datasets/:name` and of `/datasets/:name/reading`: an upload, and how it is read. */
export const UploadedDataset = Type.Object(
  { dataset: DatasetInfo, ...inspected },
  { $id: 'UploadedDataset', description: 'The file is stored.' },
);
export type UploadedDataset = Static<typeof UploadedDataset>;
