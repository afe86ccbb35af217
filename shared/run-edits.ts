import { type Static, Type } from 'typebox';
import { ERROR_STATUS, type ErrorCode } from './errors.ts';
import { Name, RunId, Tags } from './run.ts';
import { RunQuery } from './run-list.ts';

/** As many runs are changed by one request: in one transaction, which others wait for. */
export const MOST_RUNS_EDITED = 200;

/** What becomes of many runs alike. */
export const RunsChange = Type.Object(
  {
    group: Type.Optional(Type.Union([Name, Type.Null()])),
    project: Type.Optional(Type.String({ ...Name, description: 'Moves them there, with all that they logged.' })),
    tags: Type.Optional(Tags),
    addTags: Type.Optional(Tags),
    removeTags: Type.Optional(Tags),
    archived: Type.Optional(Type.Boolean()),
    deleted: Type.Optional(Type.Boolean({ description: 'true puts them in the trash, false takes them out of it.' })),
  },
  { $id: 'RunsChange', additionalProperties: false, minProperties: 1 },
);
export type RunsChange = Static<typeof RunsChange>;

export const RunsEdit = Type.Object(
  { ids: Type.Array(RunId, { minItems: 1, maxItems: MOST_RUNS_EDITED }), change: RunsChange },
  { $id: 'RunsEdit', additionalProperties: false, description: 'Runs, and what becomes of each of them.' },
);
export type RunsEdit = Static<typeof RunsEdit>;

/** The body of `PATCH /runs`. */
export const EditRuns = Type.Object(
  {
    edits: Type.Array(RunsEdit, {
      minItems: 1,
      maxItems: MOST_RUNS_EDITED,
      description: `Of ${MOST_RUNS_EDITED} runs together at most.`,
    }),
  },
  { $id: 'EditRuns', additionalProperties: false },
);
export type EditRuns = Static<typeof EditRuns>;

/** The answer of `PATCH /runs`. */
export const EditedRuns = Type.Object(
  {
    changed: Type.Integer({ description: 'Runs that are other than before.' }),
    undo: Type.Array(RunsEdit, { description: 'The edits that take all of it back, in the form of the request.' }),
    failed: Type.Array(
      Type.Object({
        id: Type.String(),
        code: Type.Enum(Object.keys(ERROR_STATUS) as ErrorCode[]),
        message: Type.String(),
      }),
      { description: 'Runs that stay as they are, and why.' },
    ),
  },
  { $id: 'EditedRuns', description: 'What many edits came to.' },
);
export type EditedRuns = Static<typeof EditedRuns>;

const { limit: _, cursor: __, skip: ___, ...listed } = RunQuery.properties;

/** The query of `GET /run-ids`: that of a list, without its pages. */
export const RunIdQuery = Type.Object(listed, { additionalProperties: false });
export type RunIdQuery = Static<typeof RunIdQuery>;

/** The answer of `GET /run-ids`. */
export const RunIdList = Type.Object(
  { ids: Type.Array(RunId, { description: 'Of all runs that match, in the order of the list.' }) },
  { $id: 'RunIdList', description: 'The ids of a list of runs.' },
);
export type RunIdList = Static<typeof RunIdList>;
