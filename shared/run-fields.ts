import { type Static, Type } from 'typebox';
import { Name } from './run.ts';

/** The query of `GET /run-fields`. */
export const RunFieldQuery = Type.Object(
  { project: Type.Optional(Type.String({ ...Name, description: 'Runs of this project alone.' })) },
  { additionalProperties: false },
);
export type RunFieldQuery = Static<typeof RunFieldQuery>;

const Value = Type.Union([Type.String(), Type.Number(), Type.Boolean()]);

/** The answer of `GET /run-fields`. */
export const RunFieldList = Type.Object(
  {
    looked: Type.Integer({ description: 'How many runs were looked at: the newest.' }),
    fields: Type.Array(
      Type.Object({
        name: Type.String({ description: 'As filters name it: a field of runs, `tag`, or `config.…`.' }),
        runs: Type.Integer({ description: 'How many of them have it.' }),
        values: Type.Array(Value, { description: 'Values that there are, the most frequent first; 30 at most.' }),
      }),
    ),
    metrics: Type.Array(Type.Object({ name: Type.String(), runs: Type.Integer() })),
  },
  { $id: 'RunFieldList', description: 'What the newest runs can be filtered and shown by.' },
);
export type RunFieldList = Static<typeof RunFieldList>;
