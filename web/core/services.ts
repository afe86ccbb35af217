import { createContext } from 'svelte';
import type { Api } from '../api/api.ts';
import type { LiveFeed } from '../api/live-feed.svelte.ts';
import type { Alerts } from './alerts.svelte.ts';
import type { Commands } from './commands.svelte.ts';
import type { Goals } from './goals.svelte.ts';
import type { Router } from './router.svelte.ts';
import type { Theme } from './theme.svelte.ts';
import type { Toasts } from './toast.svelte.ts';

/** The services that every page can use; created once in main.ts. */
export interface Services {
  api: Api;
  alerts: Alerts;
  commands: Commands;
  feed: LiveFeed;
  goals: Goals;
  router: Router;
  theme: Theme;
  toasts: Toasts;
}

export const [useServices, provideServices] = createContext<Services>();
