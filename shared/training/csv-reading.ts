import { type Static, Type } from 'typebox';

/** How a column of a CSV is used: text is left out of the inputs. */
export const ColumnType = Type.Enum(['number', 'category', 'text']);
export type ColumnType = Static<typeof ColumnType>;

/** What is set by hand of how a CSV is read; what is absent is decided with the whole file in view. */
export const CsvReading = Type.Object(
  {
    delimiter: Type.Optional(
      Type.Enum([',', ';', '\t', '|', ' '], { description: 'A blank stands for runs of them.' }),
    ),
    decimal: Type.Optional(Type.Enum(['.', ','], { description: 'The decimal mark of every column.' })),
    header: Type.Optional(Type.Boolean({ description: 'Whether the first row holds the names of the columns.' })),
    missing: Type.Optional(
      Type.Array(Type.String({ maxLength: 100 }), {
        maxItems: 100,
        description: 'Words that stand for a missing value, as they are written; an empty cell always does.',
      }),
    ),
    columns: Type.Optional(
      Type.Array(
        Type.Object({ name: Type.String({ maxLength: 1000 }), type: ColumnType }, { additionalProperties: false }),
        { maxItems: 20_000, description: 'Types of columns, by name.' },
      ),
    ),
  },
  { $id: 'CsvReading', additionalProperties: false },
);
export type CsvReading = Static<typeof CsvReading>;

/** The first rows that are used, as they are written. */
export const CsvPreview = Type.Object({
  lines: Type.Array(Type.Integer(), { description: 'Where each row stands; lines count from 1.' }),
  rows: Type.Array(Type.Array(Type.String())),
});
export type CsvPreview = Static<typeof CsvPreview>;
