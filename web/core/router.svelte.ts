import { isEmbedded, matchRoute } from './route.ts';

/** The address as state. Pages keep what they show here, so that a reload keeps it too. */
export class Router {
  #path = $state('/');
  #search = $state('');
  readonly route = $derived(matchRoute(this.#path));
  readonly query = $derived(new URLSearchParams(this.#search));
  #runProject = $state<string | null>(null);
  /** The project that the page is in; that of a run is known once it was read, until then it is that of the page before. */
  readonly project = $derived(
    'project' in this.route ? this.route.project : this.route.page === 'run' ? this.#runProject : null,
  );
  readonly #window: Window;

  constructor(target: Window) {
    this.#window = target;
    this.#read();
    target.addEventListener('popstate', () => this.#read());
  }

  /** Notes in which project the run is that is shown. */
  showRunOf(project: string): void {
    this.#runProject = project;
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
    this.#runProject = this.project;
    const { pathname, search } = this.#window.location;
    const isFormerTable = pathname === '/' && search !== '';
    if (isFormerTable) this.#window.history.replaceState(null, '', `/runs${search}`);
    this.#path = isFormerTable ? '/runs' : pathname;
    this.#search = search;
  }
}
