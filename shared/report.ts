import { type Static, Type } from 'typebox';
import { SHOWN_TEXT } from './ingest.ts';

export const ReportId = Type.String({
  pattern: '^[A-Za-z0-9_-]{1,64}$',
  description: 'Letters, digits, _ and -, at most 64.',
});
const Title = Type.String({ minLength: 1, maxLength: 200, pattern: SHOWN_TEXT });
const Body = Type.String({
  maxLength: 400_000,
  description: 'Markdown, in which a fenced block `panel` is a chart (shared/report-panel.ts).',
});

const heading = {
  id: ReportId,
  project: Type.String(),
  title: Type.String(),
  revision: Type.Integer(),
  createdAt: Type.String({ format: 'date-time' }),
  updatedAt: Type.String({ format: 'date-time' }),
};

/** A report without its text. */
export const ReportHeading = Type.Object(heading, { $id: 'ReportHeading', description: 'A report without its text.' });
export type ReportHeading = Static<typeof ReportHeading>;

/** A report. `revision` counts its changes: a change names the one that it is made from. */
export const Report = Type.Object({ ...heading, body: Type.String() }, { $id: 'Report', description: 'A report.' });
export type Report = Static<typeof Report>;

/** The answer of `GET /projects/:project/reports`. */
export const ReportList = Type.Object(
  { reports: Type.Array(ReportHeading) },
  { $id: 'ReportList', description: 'The reports of a project, the one changed last first.' },
);
export type ReportList = Static<typeof ReportList>;

/** The body of `POST /projects/:project/reports`. With an `id`, a report that was deleted comes back under its address. */
export const CreateReport = Type.Object(
  { id: Type.Optional(ReportId), title: Title, body: Body },
  { $id: 'CreateReport', additionalProperties: false },
);
export type CreateReport = Static<typeof CreateReport>;

/** The body of `PUT /projects/:project/reports/:id`: what takes the place of `revision`. */
export const ReplaceReport = Type.Object(
  {
    title: Title,
    body: Body,
    revision: Type.Integer({ minimum: 1, description: 'The one it is made from.' }),
    keep: Type.Optional(
      Type.Boolean({
        description: 'Keep what was there, also when it was changed just before: for what is no typing.',
      }),
    ),
  },
  { $id: 'ReplaceReport', additionalProperties: false },
);
export type ReplaceReport = Static<typeof ReplaceReport>;

/** The answer of `GET /projects/:project/reports/:id/revisions`. */
export const ReportRevisions = Type.Object(
  {
    revisions: Type.Array(
      Type.Object({
        revision: Type.Integer(),
        title: Type.String(),
        updatedAt: Type.String({ format: 'date-time' }),
      }),
    ),
  },
  { $id: 'ReportRevisions', description: 'What is kept of what the report was, the latest first.' },
);
export type ReportRevisions = Static<typeof ReportRevisions>;
