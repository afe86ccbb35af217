import { decodePart } from './address-list.ts';
import { PROJECT_PAGES, type ProjectPage, projectOf } from './project-pages.ts';

export type Route =
  | { page: 'start' }
  | { page: ProjectPage; project: string }
  | { page: 'report'; project: string; id: string }
  | { page: 'embedded-panel' }
  | { page: 'embedded-report'; id: string }
  | { page: 'runs' }
  | { page: 'run'; id: string }
  | { page: 'new' }
  | { page: 'compare' }
  | { page: 'datasets' }
  | { page: 'trash' }
  | { page: 'api' }
  | { page: 'missing' };

/** Which page a path names. */
export function matchRoute(path: string): Route {
  const [head, id, ...rest] = path.split('/').filter(Boolean).map(decodePart);
  if (head === 'projects' && id !== undefined) return matchProject(id, rest);
  if (head === 'embed') return matchEmbedded(id, rest);
  if (head === 'api' && id === 'docs' && rest.length === 0) return { page: 'api' };
  if (rest.length > 0) return { page: 'missing' };
  if (head === undefined || (head === 'projects' && id === undefined)) return { page: 'start' };
  if (head === 'runs') return id === undefined ? { page: 'runs' } : { page: 'run', id };
  const plain = (['new', 'compare', 'datasets', 'trash'] as const).find((page) => page === head);
  return plain && id === undefined ? { page: plain } : { page: 'missing' };
}

/** What other pages may show in a frame. */
function matchEmbedded(kind: string | undefined, [id, ...rest]: string[]): Route {
  if (kind === 'panel' && id === undefined) return { page: 'embedded-panel' };
  return kind === 'report' && id !== undefined && rest.length === 0
    ? { page: 'embedded-report', id }
    : { page: 'missing' };
}

/** Whether this is within somebody else's page, which may show nothing but this. */
export function isEmbedded({ page }: Route): boolean {
  return page === 'embedded-panel' || page === 'embedded-report';
}

function matchProject(name: string, [path = '', ...rest]: string[]): Route {
  const [id] = rest;
  if (path === 'reports' && id !== undefined && rest.length === 1)
    return { page: 'report', project: projectOf(name), id };
  const found = PROJECT_PAGES.find((each) => each.path === path);
  return found && rest.length === 0 ? { page: found.page, project: projectOf(name) } : { page: 'missing' };
}

/** The address as state. Pages keep what they show here, so that a reload keeps it too. */
export class Router {
  #path = $state('/');
  #search = $state('');
  readonly route = $derived(matchRoute(this.#path));
  readonly query = $derived(new URLSearchParams(this.#search));
  readonly #window: Window;

  constructor(target: Window) {
    this.#window = target;
    this.#read();
    target.addEventListener('popstate', () => this.#read());
  }

  /** Goes to a page of this site, as a link would: within somebody else's page, in a tab of its own. */
  go(href: string): void {
    if (isEmbedded(this.route)) {
      this.#window.open(href, '_blank', 'noopener');
      return;
    }
    this.#window.history.pushState(null, '', href);
    this.#read();
    this.#window.scrollTo(0, 0);
  }

  /** Changes parts of the query in place; null or an empty text removes one. */
  set(changes: Record<string, string | null>): void {
    const query = new URLSearchParams(this.#search);
    for (const [key, value] of Object.entries(changes)) {
      if (value === null || value === '') query.delete(key);
      else query.set(key, value);
    }
    const search = query.size > 0 ? `?${query}` : '';
    if (search === this.#search) return;
    this.#window.history.replaceState(null, '', this.#path + search);
    this.#read();
  }

  /** Handles plain clicks on links to this site; the browser handles the others. */
  follow(event: MouseEvent): void {
    if (event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = (event.target as Element | null)?.closest?.('a[href^="/"]');
    if (!link || link.hasAttribute('download') || link.getAttribute('target')) return;
    const href = link.getAttribute('href') ?? '/';
    if (href.startsWith('/api/')) return;
    event.preventDefault();
    this.go(href);
  }

  #read(): void {
    const { pathname, search } = this.#window.location;
    const isFormerTable = pathname === '/' && search !== '';
    if (isFormerTable) this.#window.history.replaceState(null, '', `/runs${search}`);
    this.#path = isFormerTable ? '/runs' : pathname;
    this.#search = search;
  }
}
