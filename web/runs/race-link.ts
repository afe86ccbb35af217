import type { Run } from '../../shared/run.ts';
import { joinList } from '../core/address-list.ts';
import { projectHref } from '../core/project-pages.ts';

/** The address of the race of these runs; null where they are fewer than two or of several projects. */
export function raceLink(runs: readonly Pick<Run, 'id' | 'project'>[]): string | null {
  const [project, ...others] = new Set(runs.map((run) => run.project));
  if (runs.length < 2 || project === undefined || others.length > 0) return null;
  return `${projectHref(project, 'race')}?${new URLSearchParams({ runs: joinList(runs.map(({ id }) => id)) })}`;
}
