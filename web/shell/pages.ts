import type { Route } from '../core/route.ts';
import type { IconName } from '../ui/icons.ts';

/** The pages that every bar leads to. */
export const PAGES: readonly { href: string; page: Route['page']; label: string; icon: IconName }[] = [
  { href: '/', page: 'start', label: 'Projects', icon: 'grid' },
  { href: '/runs', page: 'runs', label: 'Runs', icon: 'table' },
  { href: '/compare', page: 'compare', label: 'Compare', icon: 'chart' },
  { href: '/recipes', page: 'recipes', label: 'Recipes', icon: 'flask' },
  { href: '/queue', page: 'queue', label: 'Queue', icon: 'clock' },
  { href: '/datasets', page: 'datasets', label: 'Datasets', icon: 'data' },
];
