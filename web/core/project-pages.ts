/** The pages of a project, in the order of its bar. `path` is what follows the project in the address. */
export const PROJECT_PAGES = [
  { page: 'workspace', label: 'Workspace', path: '' },
  { page: 'table', label: 'Table', path: 'table' },
  { page: 'race', label: 'Race', path: 'race' },
  { page: 'params', label: 'Parameters', path: 'params' },
  { page: 'studies', label: 'Studies', path: 'studies' },
  { page: 'reports', label: 'Reports', path: 'reports' },
  { page: 'alerts', label: 'Alerts', path: 'alerts' },
] as const satisfies readonly {
  page: string;
  label: string;
  path: string;
}[];

export type ProjectPage = (typeof PROJECT_PAGES)[number]['page'];

/** The address of a page of a project, whatever characters the project's name has. */
export function projectHref(project: string, page: ProjectPage = 'workspace'): string {
  const path = PROJECT_PAGES.find((each) => each.page === page)?.path ?? '';
  return ['/projects', encodeURIComponent(guardDots(project)), path].filter(Boolean).join('/');
}

/** The address of the form for a new run; within a project, which the run then belongs to. */
export function newRunHref(project: string | null): string {
  return project === null ? '/new' : `/new?${new URLSearchParams({ project })}`;
}

/** The project that a part of a path names, once its `%` are decoded. */
export function projectOf(part: string): string {
  return part.replace(/^~(?=~*\.{1,2}$)/, '');
}

/** Browsers take `.` and `..` out of a path, escaped or not. */
function guardDots(project: string): string {
  return /^~*\.{1,2}$/.test(project) ? `~${project}` : project;
}
