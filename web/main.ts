import { matchRoute } from './core/route.ts';
import { loadPage } from './pages.ts';

// Both at once: the code of a page would else be asked for only after all that is around it has run.
void loadPage(matchRoute(location.pathname).page).catch(() => {}); // the page itself asks again, and shows what is wrong
void import('./application.ts');
