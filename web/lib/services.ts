import { createContext } from 'svelte';
import type { Api } from './api.ts';
import type { Router } from './router.svelte.ts';
import type { LiveFeed } from './socket.svelte.ts';
import type { Theme } from './theme.svelte.ts';
import type { Toasts } from './toast.svelte.ts';

/** What every page may use; made once in main.ts. */
export interface Services {
  api: Api;
  feed: LiveFeed;
  router: Router;
  theme: Theme;
  toasts: Toasts;
}

export const [useServices, provideServices] = createContext<Services>();
