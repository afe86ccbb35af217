import type { PatchProject, Project } from '../../shared/project.ts';
import type { ProjectRecord, ProjectStore } from '../ports/project-store.ts';
import { isoOrNull } from './run-view.ts';

/** Projects, and what is written about them. */
export function createProjectService({ projects, now }: { projects: ProjectStore; now: () => number }) {
  return {
    async list(): Promise<Project[]> {
      return (await projects.list()).map(toProject);
    },

    /** A project of any name: it need not hold anything. */
    async get(name: string): Promise<Project> {
      return toProject(await projects.get(name));
    },

    /** Changes what is given and nothing else. @throws {AppError} `not_found` when the project has no such view */
    async patch(name: string, patch: PatchProject): Promise<Project> {
      await projects.update(name, patch, now());
      return this.get(name);
    },
  };
}

export type ProjectService = ReturnType<typeof createProjectService>;

function toProject({ lastCreatedAt, lastActivityAt, ...project }: ProjectRecord): Project {
  return {
    ...project,
    runs: Object.values(project.states).reduce((sum, runs) => sum + runs, 0),
    lastCreatedAt: isoOrNull(lastCreatedAt),
    lastActivityAt: isoOrNull(lastActivityAt),
  };
}
