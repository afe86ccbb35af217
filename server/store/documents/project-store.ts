import type { RunState } from '../../../shared/run.ts';
import { AppError } from '../../errors.ts';
import type { ProjectRecord, ProjectStore } from '../../ports/project-store.ts';
import type { Db } from '../sqlite.ts';

interface RunCount {
  project: string;
  state: RunState;
  runs: number;
  lastCreatedAt: number;
  lastActivityAt: number;
}
interface DocumentCount {
  project: string;
  kind: 'view' | 'report';
  documents: number;
  lastActivityAt: number;
}
type ProjectText = Pick<ProjectRecord, 'name' | 'description' | 'defaultView'> & { updatedAt: number };

/** Every read and write of the `projects` table, and counts of what projects hold. */
export function createProjectStore(db: Db): ProjectStore {
  const countRuns = db.prepare<[], RunCount>(`
    SELECT project, state, count(*) AS runs, max(created_at) AS lastCreatedAt,
      max(max(created_at, coalesce(started_at, 0), coalesce(ended_at, 0))) AS lastActivityAt
    FROM runs WHERE deleted_at IS NULL GROUP BY project, state`);
  const heartbeats = db.prepare<[], { project: string; heartbeatAt: number | null }>(`
    SELECT project, max(heartbeat_at) AS heartbeatAt FROM runs JOIN run_activity ON run = number
    WHERE deleted_at IS NULL AND state IN ('running', 'paused') GROUP BY project`);
  const countDocuments = db.prepare<[], DocumentCount>(`
    SELECT project, kind, count(*) AS documents, max(updated_at) AS lastActivityAt
    FROM documents GROUP BY project, kind`);
  const selectTexts = db.prepare<[], ProjectText>(
    'SELECT name, description, default_view AS defaultView, updated_at AS updatedAt FROM projects',
  );
  const isViewOf = db
    .prepare<[string, string], number>(`SELECT 1 FROM documents WHERE kind = 'view' AND project = ? AND id = ?`)
    .pluck();
  const add = db.prepare('INSERT INTO projects (name, updated_at) VALUES (@name, @at) ON CONFLICT DO NOTHING');
  const describe = db.prepare('UPDATE projects SET description = @description, updated_at = @at WHERE name = @name');
  const openWith = db.prepare('UPDATE projects SET default_view = @defaultView WHERE name = @name');

  /** One moment of all tables. */
  const readAll = db.transaction((): Map<string, ProjectRecord> => {
    const projects = new Map<string, ProjectRecord>();
    const of = (name: string): ProjectRecord => {
      const project = projects.get(name) ?? emptyProject(name);
      projects.set(name, project);
      return project;
    };
    for (const { project, state, runs, lastCreatedAt, lastActivityAt } of countRuns.all()) {
      const found = of(project);
      found.states[state] = runs;
      found.lastCreatedAt = latest(found.lastCreatedAt, lastCreatedAt);
      found.lastActivityAt = latest(found.lastActivityAt, lastActivityAt);
    }
    for (const { project, heartbeatAt } of heartbeats.all())
      of(project).lastActivityAt = latest(of(project).lastActivityAt, heartbeatAt);
    for (const { project, kind, documents, lastActivityAt } of countDocuments.all()) {
      const found = of(project);
      found[kind === 'view' ? 'views' : 'reports'] = documents;
      found.lastActivityAt = latest(found.lastActivityAt, lastActivityAt);
    }
    for (const { name, description, defaultView, updatedAt } of selectTexts.all()) {
      if (description === '' && !projects.has(name)) continue;
      const found = of(name);
      Object.assign(found, { description, defaultView, lastActivityAt: latest(found.lastActivityAt, updatedAt) });
    }
    return projects;
  });

  const updateWhole = db.transaction((name: string, patch: Parameters<ProjectStore['update']>[1], at: number): void => {
    const { description, defaultView } = patch;
    if (typeof defaultView === 'string' && !isViewOf.get(name, defaultView))
      throw new AppError('not_found', `Project "${name}" has no view "${defaultView}".`, { defaultView });
    add.run({ name, at });
    if (description !== undefined) describe.run({ name, description, at });
    if (defaultView !== undefined) openWith.run({ name, defaultView });
  });

  return {
    async list() {
      return [...readAll().values()].sort(
        (a, b) => (b.lastActivityAt ?? 0) - (a.lastActivityAt ?? 0) || (a.name < b.name ? -1 : 1),
      );
    },
    get: async (name) => readAll().get(name) ?? emptyProject(name),
    update: async (name, patch, at) => updateWhole.immediate(name, patch, at),
  };
}

function emptyProject(name: string): ProjectRecord {
  return {
    ...{ name, description: '', defaultView: null },
    ...{ states: {}, views: 0, reports: 0, lastCreatedAt: null, lastActivityAt: null },
  };
}

function latest(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.max(a, b);
}
