import { type Static, Type } from 'typebox';
import { Name, RunState } from './run.ts';
import { ViewId } from './view.ts';

export const ProjectDescription = Type.String({ maxLength: 16_384, description: 'Markdown.' });

/** A project: a name that runs share, and what was written about it. */
export const Project = Type.Object(
  {
    name: Type.String(),
    description: Type.String({ description: 'Markdown; empty where nobody wrote one.' }),
    defaultView: Type.Union([ViewId, Type.Null()], { description: 'The view that its pages open with.' }),
    runs: Type.Integer({ description: 'Runs that are not in the trash.' }),
    states: Type.Partial(Type.Record(RunState, Type.Integer()), {
      description: 'Those runs by state; none is left out.',
    }),
    views: Type.Integer(),
    reports: Type.Integer(),
    lastCreatedAt: Type.Union([Type.String({ format: 'date-time' }), Type.Null()], {
      description: 'Creation of its newest run; null without runs.',
    }),
    lastActivityAt: Type.Union([Type.String({ format: 'date-time' }), Type.Null()], {
      description:
        'When a run began, ended or last showed a sign of life, or the description, a view or a report was changed.',
    }),
  },
  { $id: 'Project', description: 'A project with what it holds.' },
);
export type Project = Static<typeof Project>;

/** The answer of `GET /projects`. */
export const ProjectList = Type.Object(
  { projects: Type.Array(Project) },
  { $id: 'ProjectList', description: 'Every project that has runs, a description, views or reports.' },
);
export type ProjectList = Static<typeof ProjectList>;

/** The body of `PATCH /projects/:project`: only the fields in it change. */
export const PatchProject = Type.Object(
  {
    description: Type.Optional(ProjectDescription),
    defaultView: Type.Optional(Type.Union([ViewId, Type.Null()])),
  },
  { $id: 'PatchProject', additionalProperties: false, minProperties: 1 },
);
export type PatchProject = Static<typeof PatchProject>;

/** The address of a project, which need not have runs. */
export const ByProject = Type.Object({
  project: Type.String({ ...Name, description: 'Name of the project.' }),
});
