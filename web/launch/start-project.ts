import type { Launchable } from './launchable.ts';

/** Begins a form in the project that its address names: that of the page from which one came. */
export function startInProject(form: Pick<Launchable, 'set'>, query: URLSearchParams): void {
  const project = query.get('project');
  if (project) form.set('/project', project);
}
