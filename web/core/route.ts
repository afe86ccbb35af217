import { decodePart } from './address-list.ts';
import { PROJECT_PAGES, type ProjectPage, projectOf } from './project-pages.ts';

export type Route =
  | { page: 'start' }
  | { page: ProjectPage; project: string }
  | { page: 'report'; project: string; id: string }
  | { page: 'study'; project: string; id: string }
  | { page: 'new-study'; project: string }
  | { page: 'embedded-panel' }
  | { page: 'embedded-report'; id: string }
  | { page: 'runs' }
  | { page: 'run'; id: string }
  | { page: 'new' }
  | { page: 'recipes' }
  | { page: 'recipe'; id: string }
  | { page: 'recipe-launch'; id: string; group: string }
  | { page: 'compare' }
  | { page: 'datasets' }
  | { page: 'queue' }
  | { page: 'trash' }
  | { page: 'api' }
  | { page: 'missing' };

/** Which page a path names. */
export function matchRoute(path: string): Route {
  const [head, id, ...rest] = path.split('/').filter(Boolean).map(decodePart);
  if (head === 'projects' && id !== undefined) return matchProject(id, rest);
  if (head === 'embed') return matchEmbedded(id, rest);
  if (head === 'recipes') return matchRecipe(id, rest);
  if (head === 'api' && id === 'docs' && rest.length === 0) return { page: 'api' };
  if (rest.length > 0) return { page: 'missing' };
  if (head === undefined || (head === 'projects' && id === undefined)) return { page: 'start' };
  if (head === 'runs') return id === undefined ? { page: 'runs' } : { page: 'run', id };
  const plain = (['new', 'compare', 'datasets', 'queue', 'trash'] as const).find((page) => page === head);
  return plain && id === undefined ? { page: plain } : { page: 'missing' };
}

function matchRecipe(id: string | undefined, [group, ...rest]: string[]): Route {
  if (id === undefined) return { page: 'recipes' };
  if (rest.length > 0) return { page: 'missing' };
  return group === undefined ? { page: 'recipe', id } : { page: 'recipe-launch', id, group };
}

/** What other pages may show in a frame. */
function matchEmbedded(kind: string | undefined, [id, ...rest]: string[]): Route {
  if (kind === 'panel' && id === undefined) return { page: 'embedded-panel' };
  return kind === 'report' && id !== undefined && rest.length === 0
    ? { page: 'embedded-report', id }
    : { page: 'missing' };
}

/** The page of a project that its bar marks; others are below one of these. */
export function barPage({ page }: Route): Route['page'] {
  if (page === 'study' || page === 'new-study') return 'studies';
  return page === 'report' ? 'reports' : page;
}

/** Whether this is within somebody else's page, which may show nothing but this. */
export function isEmbedded({ page }: Route): boolean {
  return page === 'embedded-panel' || page === 'embedded-report';
}

function matchProject(name: string, [path = '', ...rest]: string[]): Route {
  const [id] = rest;
  if (path === 'reports' && id !== undefined && rest.length === 1)
    return { page: 'report', project: projectOf(name), id };
  if (path === 'studies' && id !== undefined && rest.length === 1)
    return id === 'new'
      ? { page: 'new-study', project: projectOf(name) }
      : { page: 'study', project: projectOf(name), id };
  const found = PROJECT_PAGES.find((each) => each.path === path);
  return found && rest.length === 0 ? { page: found.page, project: projectOf(name) } : { page: 'missing' };
}
