import { projectHref } from '../core/project-pages.ts';

/** The address of a study. */
export function studyHref(project: string, id: string): string {
  return `${projectHref(project, 'studies')}/${encodeURIComponent(id)}`;
}

/** The form of a new study: around a run, like another study, or from the usual settings. */
export function newStudyHref(project: string, from: { from?: string; study?: string } = {}): string {
  const query = new URLSearchParams(from as Record<string, string>);
  return `${projectHref(project, 'studies')}/new${query.size > 0 ? `?${query}` : ''}`;
}
